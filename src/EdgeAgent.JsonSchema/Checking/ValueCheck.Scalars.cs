using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace EdgeAgent.JsonSchema.Checking;

internal sealed partial class ValueCheck
{
    private const int StackCharacters = 256;

    private bool CheckValue(Plan plan, JsonElement value)
    {
        SchemaNode node = plan.Node;
        bool valid = true;
        if (node.Types != SchemaTypes.None && !HasType(node, value))
            valid = Fail(plan, "type", $"It must be {Describe(node.Types)}, not {JsonSchema.Errors.Name(value.ValueKind)}.");
        if (node.Const is JsonElement constant && !JsonElement.DeepEquals(constant, value))
            valid = Fail(plan, "const", $"It must be {Shorten(constant.GetRawText())}.");
        if (plan.Enum is EnumValues values && !values.Contain(value))
            valid = Fail(plan, "enum", $"It must be one of {Shorten(string.Join(", ", node.Enum!.Take(20).Select(e => e.GetRawText())))}.");
        return valid;
    }

    private static bool HasType(SchemaNode node, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => (node.Types & SchemaTypes.Null) != 0,
        JsonValueKind.True or JsonValueKind.False => (node.Types & SchemaTypes.Boolean) != 0,
        JsonValueKind.String => (node.Types & SchemaTypes.String) != 0,
        JsonValueKind.Array => (node.Types & SchemaTypes.Array) != 0,
        JsonValueKind.Object => (node.Types & SchemaTypes.Object) != 0,
        JsonValueKind.Number => (node.Types & SchemaTypes.Number) != 0 || ((node.Types & SchemaTypes.Integer) != 0 && IsInteger(value, node.Draft)),
        _ => false,
    };

    /// <summary>Draft 4 asks how the number is written; later drafts ask for its value.</summary>
    private static bool IsInteger(JsonElement number, SchemaDraft draft) =>
        JsonMarshal.GetRawUtf8Value(number).IndexOfAny(".eE"u8) < 0 || (draft != SchemaDraft.Draft4 && JsonNumber.From(number).IsInteger);

    private bool CheckNumber(Plan plan, JsonElement value)
    {
        NumberBounds bounds = plan.Numbers!;
        if (bounds.SurelyAllow(value)) return true;
        JsonNumber number = JsonNumber.From(value);
        bool valid = true;
        if (number < bounds.Minimum) valid = Fail(plan, "minimum", $"It must be at least {bounds.Minimum}, not {Shorten(value.GetRawText())}.");
        if (number > bounds.Maximum) valid = Fail(plan, "maximum", $"It must be at most {bounds.Maximum}, not {Shorten(value.GetRawText())}.");
        if (number <= bounds.ExclusiveMinimum)
            valid = Fail(plan, "exclusiveMinimum", $"It must be more than {bounds.ExclusiveMinimum}, not {Shorten(value.GetRawText())}.");
        if (number >= bounds.ExclusiveMaximum)
            valid = Fail(plan, "exclusiveMaximum", $"It must be less than {bounds.ExclusiveMaximum}, not {Shorten(value.GetRawText())}.");
        if (bounds.MultipleOf is JsonNumber divisor && !number.IsMultipleOf(divisor)) valid = Fail(plan, "multipleOf", $"It must be a multiple of {divisor}.");
        return valid;
    }

    private bool CheckString(Plan plan, JsonElement value)
    {
        ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8Value(value)[1..^1];
        return raw.Contains((byte)'\\') ? CheckText(plan, value.GetString()!) : CheckUtf8(plan, raw);
    }

    private bool CheckUtf8(Plan plan, ReadOnlySpan<byte> utf8)
    {
        if (plan.Pattern is null && !Asserts(plan) && !limits.AssertContent) return CheckLength(plan, CountCharacters(utf8));
        char[]? rented = utf8.Length > StackCharacters ? ArrayPool<char>.Shared.Rent(utf8.Length) : null;
        Span<char> buffer = rented ?? stackalloc char[StackCharacters];
        bool valid = CheckText(plan, buffer[..Encoding.UTF8.GetChars(utf8, buffer)]);
        if (rented is not null) ArrayPool<char>.Shared.Return(rented);
        return valid;
    }

    private bool CheckText(Plan plan, ReadOnlySpan<char> text)
    {
        int length = text.Length;
        foreach (char c in text)
            if (char.IsLowSurrogate(c)) length--;
        bool valid = CheckLength(plan, length);
        if (plan.Pattern is not null && !Matches(plan.Pattern, plan.Node.Pattern!, text))
            valid = Fail(plan, "pattern", $"It must match the regular expression {Shorten(plan.Node.Pattern!)}.");
        if (Asserts(plan) && !StringFormats.IsMatch(plan.Format!, text, plan.Node.Draft))
            valid = Fail(plan, "format", $"It must be of the format '{plan.Format}'.");
        if (limits.AssertContent && ContentCheck.FaultOf(plan.Node, text) is string keyword)
            valid = Fail(plan, keyword, $"Its content must be {plan.Node.ContentEncoding ?? plan.Node.ContentMediaType}.");
        return valid;
    }

    private bool Asserts(Plan plan) => plan.Format is not null && (limits.AssertFormats || plan.Node.AssertsFormat);

    private bool CheckLength(Plan plan, int length)
    {
        if (length < plan.MinLength) return Fail(plan, "minLength", $"It must have at least {plan.MinLength} characters, not {length}.");
        return length <= plan.MaxLength || Fail(plan, "maxLength", $"It must have at most {plan.MaxLength} characters, not {length}.");
    }

    private static int CountCharacters(ReadOnlySpan<byte> utf8)
    {
        int count = 0;
        foreach (byte b in utf8)
            if ((b & 0xC0) != 0x80) count++; // every character has one byte that continues none
        return count;
    }

    private bool Matches(Regex expression, string pattern, ReadOnlySpan<char> text)
    {
        if (!Step()) return false;
        try
        {
            return expression.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return Stop($"The regular expression {Shorten(pattern)} takes too long on it.");
        }
    }

    private static string Describe(SchemaTypes types) => types.ToString().ToLowerInvariant().Replace(", ", " or ", StringComparison.Ordinal);
}
