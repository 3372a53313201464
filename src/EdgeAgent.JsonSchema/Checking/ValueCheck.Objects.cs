using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace EdgeAgent.JsonSchema.Checking;

internal sealed partial class ValueCheck
{
    private bool CheckObject(Plan plan, JsonElement value, Evaluated? seen)
    {
        int count = value.GetPropertyCount();
        bool valid = count >= plan.MinProperties || Fail(plan, "minProperties", $"It must have at least {plan.MinProperties} members, not {count}.");
        if (count > plan.MaxProperties) valid = Fail(plan, "maxProperties", $"It must have at most {plan.MaxProperties} members, not {count}.");
        if (plan.Required.Length + plan.DependentRequired.Length + plan.DependentSchemas.Length > 0 && (valid || _silent == 0)) valid &= CheckPresence(plan, value, seen);
        int index = 0;
        foreach (JsonProperty member in value.EnumerateObject())
        {
            if (!valid && _silent > 0) break;
            GoDown(member, -1);
            valid &= CheckMember(plan, member, index++, seen);
            _depth--;
        }
        return valid;
    }

    private bool CheckMember(Plan plan, JsonProperty member, int index, Evaluated? seen)
    {
        bool valid = true;
        bool known = false;
        int name = plan.Names!.IndexOf(member);
        if (name >= 0 && plan.Properties[name] is Plan declared)
        {
            known = true;
            valid &= Check(declared, member.Value, null);
        }
        foreach ((Regex expression, string pattern, Plan schema) in plan.PatternProperties)
        {
            if (!MatchesName(expression, pattern, member)) continue;
            known = true;
            valid &= Check(schema, member.Value, null);
        }
        if (!known && plan.AdditionalProperties is Plan additional)
        {
            known = true;
            valid &= additional.Node.Boolean == false ? FailAbove(plan, "additionalProperties", "member", member) : Check(additional, member.Value, null);
        }
        if (known) seen?.Add(index);
        if (plan.PropertyNames is not null && !CheckName(plan.PropertyNames, member)) valid = FailAbove(plan, "propertyNames", "name", member);
        return valid;
    }

    /// <summary>An error of the object that is found at one of its members.</summary>
    private bool FailAbove(Plan plan, string keyword, string what, JsonProperty member)
    {
        _depth--;
        Fail(plan, keyword, $"The {what} '{member.Name}' is not allowed.");
        _depth++;
        return false;
    }

    /// <summary>What the presence of members asks for.</summary>
    private bool CheckPresence(Plan plan, JsonElement value, Evaluated? seen)
    {
        Evaluated present = Rent();
        foreach (JsonProperty member in value.EnumerateObject())
            if (plan.Names!.IndexOf(member) is >= 0 and int name) present.Add(name);
        bool valid = CheckRequired(plan, present);
        foreach ((int name, Plan schema) in plan.DependentSchemas)
            if (present.Has(name)) valid &= Check(schema, value, seen);
        _spare.Push(present);
        return valid;
    }

    private bool CheckRequired(Plan plan, Evaluated present)
    {
        bool valid = true;
        foreach (int name in plan.Required)
            if (!present.Has(name)) valid = Fail(plan, "required", $"The member '{plan.Names!.NameAt(name)}' is missing.");
        foreach ((int name, int[] needed) in plan.DependentRequired)
        {
            if (!present.Has(name)) continue;
            foreach (int other in needed)
                if (!present.Has(other)) valid = Fail(plan, "dependentRequired", $"With '{plan.Names!.NameAt(name)}' the member '{plan.Names.NameAt(other)}' is needed.");
        }
        return valid;
    }

    private bool CheckUnevaluatedProperties(Plan plan, JsonElement value, Evaluated own)
    {
        bool valid = true;
        int index = -1;
        foreach (JsonProperty member in value.EnumerateObject())
        {
            if (own.Has(++index)) continue;
            own.Add(index);
            GoDown(member, -1);
            valid &= plan.UnevaluatedProperties!.Node.Boolean == false
                ? FailAbove(plan, "unevaluatedProperties", "member", member)
                : Check(plan.UnevaluatedProperties, member.Value, null);
            _depth--;
        }
        return valid;
    }

    private bool CheckName(Plan plan, JsonProperty member)
    {
        // A name is no value of the document: one is made of it. Rare enough for that.
        using JsonDocument text = JsonDocument.Parse($"\"{JsonEncodedText.Encode(member.Name)}\"");
        return Try(plan, text.RootElement, null);
    }

    private bool MatchesName(Regex expression, string pattern, JsonProperty member)
    {
        ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8PropertyName(member);
        if (raw.Length > StackCharacters || raw.Contains((byte)'\\')) return Matches(expression, pattern, member.Name);
        Span<char> buffer = stackalloc char[StackCharacters];
        return Matches(expression, pattern, buffer[..Encoding.UTF8.GetChars(raw, buffer)]);
    }
}
