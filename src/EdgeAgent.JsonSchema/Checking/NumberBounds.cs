using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace EdgeAgent.JsonSchema.Checking;

/// <summary>What a schema asks of numbers. Whole numbers of up to 18 digits are compared as such, all others exactly.</summary>
internal sealed class NumberBounds(SchemaNode node)
{
    private const int ShortDigits = 18;

    public JsonNumber? Minimum { get; } = node.Minimum;

    public JsonNumber? Maximum { get; } = node.Maximum;

    public JsonNumber? ExclusiveMinimum { get; } = node.ExclusiveMinimum;

    public JsonNumber? ExclusiveMaximum { get; } = node.ExclusiveMaximum;

    public JsonNumber? MultipleOf { get; } = node.MultipleOf;

    /// <summary>The bounds as whole numbers, both included; null where one is none.</summary>
    private readonly (long Low, long High, long Divisor)? _whole = Whole(node);

    /// <summary>Whether a number is surely within the bounds; false where only the exact comparison can tell, or it is not.</summary>
    public bool SurelyAllow(JsonElement value)
    {
        if (_whole is not (long low, long high, long divisor)) return false;
        ReadOnlySpan<byte> text = JsonMarshal.GetRawUtf8Value(value);
        return text.Length <= ShortDigits && Utf8Parser.TryParse(text, out long number, out int read) && read == text.Length
            && number >= low && number <= high && (divisor == 1 || number % divisor == 0);
    }

    private static (long, long, long)? Whole(SchemaNode node)
    {
        (long low, long high) = (long.MinValue, long.MaxValue);
        if (node.Minimum is JsonNumber minimum) low = minimum.ToShortInteger() ?? long.MaxValue;
        if (node.Maximum is JsonNumber maximum) high = maximum.ToShortInteger() ?? long.MinValue;
        if (node.ExclusiveMinimum is JsonNumber above) low = Math.Max(low, above.ToShortInteger() + 1 ?? long.MaxValue);
        if (node.ExclusiveMaximum is JsonNumber below) high = Math.Min(high, below.ToShortInteger() - 1 ?? long.MinValue);
        long divisor = node.MultipleOf is JsonNumber multiple ? multiple.ToShortInteger() ?? 0 : 1;
        return low > high || divisor == 0 ? null : (low, high, divisor);
    }
}
