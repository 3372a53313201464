using System.Text.Json;

namespace EdgeAgent.Grammar.Tests.Differential;

/// <summary>An object after its brace or a member.</summary>
internal sealed class ObjectReading(ObjectRules rules, Members members, Reading after) : Reading
{
    private NameReading? _name;
    private bool _asked;

    public override IEnumerable<Reading> Next(byte b)
    {
        bool mayEnd = members.Names.Count >= rules.Min && rules.Required.IsSubsetOf(members.Names) && rules.Dependencies.All(d => !members.Names.Contains(d.Name) || d.Others.All(members.Names.Contains));
        if (b == '}') return mayEnd ? [after] : [];
        if (b != (members.Names.Count == 0 ? '"' : ',')) return [];
        if (!_asked) (_asked, _name) = (true, Name());
        return _name is null ? [] : [members.Names.Count == 0 ? _name : new TextReading(" \""u8.ToArray(), _name)];
    }

    private NameReading? Name()
    {
        List<int> known = [.. Enumerable.Range(0, rules.Known.Count).Where(i => rules.MayWrite(members, i))];
        bool other = rules.MayWriteOther(members);
        return known.Count > 0 || other ? new NameReading(rules, members, known, other, after, [], 0) : null;
    }
}

/// <summary>A member's name.</summary>
/// <param name="rules">The object's rules.</param>
/// <param name="members">The members before.</param>
/// <param name="known">The known names that it may be.</param>
/// <param name="other">Whether it may be another.</param>
/// <param name="after">What follows the object.</param>
/// <param name="text">Its bytes so far.</param>
/// <param name="complete">How many of them are whole characters.</param>
internal sealed class NameReading(ObjectRules rules, Members members, List<int> known, bool other, Reading after, byte[] text, int complete) : Reading
{
    public override IEnumerable<Reading> Next(byte b)
    {
        if (complete == text.Length && b == '"') return Close();
        byte[] longer = [.. text, b], character = longer[complete..];
        bool whole = StringReading.IsCharacter(character);
        if (!whole && !StringReading.BeginsCharacter(character)) return [];
        List<int> still = [.. known.Where(i => rules.Known[i].Escaped.AsSpan().StartsWith(longer))];
        return still.Count > 0 || other ? [new NameReading(rules, members, still, other, after, longer, whole ? longer.Length : complete)] : [];
    }

    private TextReading[] Close()
    {
        int index = known.FindIndex(i => rules.Known[i].Escaped.AsSpan().SequenceEqual(text));
        if (index >= 0) return Member(rules.Known[known[index]].Value, members.With(rules.Known[known[index]].Name, known[index]));
        if (!other || rules.Known.Any(k => k.Escaped.AsSpan().SequenceEqual(text))) return [];
        string name = JsonSerializer.Deserialize<string>([(byte)'"', .. text, (byte)'"'])!;
        return members.Names.Contains(name) ? [] : Member(rules.Other!, members.WithOther(name));
    }

    private TextReading[] Member(Demand value, Members now) => [new TextReading(": "u8.ToArray(), new ValueReading(value, new ObjectReading(rules, now, after)))];
}
