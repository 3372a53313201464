using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace EdgeAgent.JsonSchema.Checking;

/// <summary>What a schema asks of numbers. Short numbers without an exponent are compared as decimals, which is exact for them, all others digit by digit.</summary>
internal sealed class NumberBounds(SchemaNode node)
{
    /// <summary>Of 28 a decimal is exact in all; a sign and a point are in the count.</summary>
    private const int ShortLength = 24;

    /// <summary>The bounds as decimals; null where one is too long for that.</summary>
    private readonly (decimal Low, decimal Above, decimal High, decimal Below, decimal Divisor)? _short = Short(node);

    public JsonNumber? Minimum { get; } = node.Minimum;

    public JsonNumber? Maximum { get; } = node.Maximum;

    public JsonNumber? ExclusiveMinimum { get; } = node.ExclusiveMinimum;

    public JsonNumber? ExclusiveMaximum { get; } = node.ExclusiveMaximum;

    public JsonNumber? MultipleOf { get; } = node.MultipleOf;

    /// <summary>Whether a number is surely within the bounds; false where only the exact comparison can tell, or it is not.</summary>
    public bool SurelyAllow(JsonElement value)
    {
        if (_short is not (decimal low, decimal above, decimal high, decimal below, decimal divisor)) return false;
        ReadOnlySpan<byte> text = JsonMarshal.GetRawUtf8Value(value);
        return text.Length <= ShortLength && Utf8Parser.TryParse(text, out decimal number, out int read) && read == text.Length
            && number >= low && number > above && number <= high && number < below && (divisor == 0 || number % divisor == 0);
    }

    private static (decimal, decimal, decimal, decimal, decimal)? Short(SchemaNode node)
    {
        (decimal low, decimal above, decimal high, decimal below, decimal divisor) = (decimal.MinValue, decimal.MinValue, decimal.MaxValue, decimal.MaxValue, 0);
        return Read(node.Minimum, ref low) && Read(node.ExclusiveMinimum, ref above)
            && Read(node.Maximum, ref high) && Read(node.ExclusiveMaximum, ref below) && Read(node.MultipleOf, ref divisor)
            ? (low, above, high, below, divisor) : null;
    }

    private static bool Read(JsonNumber? bound, ref decimal value)
    {
        if (bound is not JsonNumber number) return true;
        string text = number.ToString();
        const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        return text.Length <= ShortLength && decimal.TryParse(text, Styles, CultureInfo.InvariantCulture, out value);
    }
}
