using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace EdgeAgent.JsonSchema;

/// <summary>A JSON number without loss: <c>Significand × 10^Exponent</c>, the significand not divisible by ten (or zero).</summary>
/// <remarks>Comparing and dividing cost time by the digits written, never by the size of the exponent: <c>1e999999999</c> is cheap.</remarks>
public readonly struct JsonNumber : IEquatable<JsonNumber>, IComparable<JsonNumber>
{
    private const int ExponentLimit = 1_000_000_000;

    private JsonNumber(BigInteger significand, int exponent, int digits) => (Significand, Exponent, Digits) = (significand, exponent, digits);

    /// <summary>The digits with the sign, as an integer.</summary>
    public BigInteger Significand { get; }

    /// <summary>The power of ten; beyond ±1,000,000,000 it is clipped.</summary>
    public int Exponent { get; }

    private int Digits { get; }

    /// <summary>Whether there is no fraction.</summary>
    public bool IsInteger => Exponent >= 0;

    /// <summary>Reads the text of a JSON number.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public static JsonNumber Parse(ReadOnlySpan<char> text)
    {
        int e = text.IndexOfAny('e', 'E');
        ReadOnlySpan<char> mantissa = e < 0 ? text : text[..e];
        long exponent = e < 0 ? 0 : ReadExponent(text[(e + 1)..]);
        int dot = mantissa.IndexOf('.');
        string digits = dot < 0 ? mantissa.ToString() : string.Concat(mantissa[..dot], mantissa[(dot + 1)..]);
        if (dot >= 0) exponent -= mantissa.Length - dot - 1;
        string trimmed = digits.TrimEnd('0');
        exponent += digits.Length - trimmed.Length;
        string magnitude = trimmed.TrimStart('-').TrimStart('0');
        if (magnitude.Length == 0) return default;
        BigInteger significand = BigInteger.Parse(trimmed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return new(significand, (int)Math.Clamp(exponent, -ExponentLimit, ExponentLimit), magnitude.Length);
    }

    /// <summary>The number of a JSON value whose kind is Number.</summary>
    public static JsonNumber From(JsonElement number) => Parse(number.GetRawText());

    /// <summary>Whether this is a whole multiple of <paramref name="divisor"/>; false for a divisor of zero.</summary>
    public bool IsMultipleOf(JsonNumber divisor)
    {
        if (divisor.Significand.IsZero) return false;
        if (Significand.IsZero) return true;
        BigInteger m = BigInteger.Abs(divisor.Significand);
        long shift = (long)Exponent - divisor.Exponent;
        if (shift >= 0) return (Significand % m * BigInteger.ModPow(10, shift, m) % m).IsZero;
        // The significand would have to be divisible by 10^-shift as well, which needs more digits than it has when shift is large.
        return -shift <= Digits && (Significand % (m * BigInteger.Pow(10, (int)-shift))).IsZero;
    }

    /// <inheritdoc/>
    public int CompareTo(JsonNumber other)
    {
        int sign = Significand.Sign;
        if (sign != other.Significand.Sign) return sign.CompareTo(other.Significand.Sign);
        if (sign == 0) return 0;
        int magnitude = ((long)Exponent + Digits).CompareTo((long)other.Exponent + other.Digits);
        if (magnitude != 0) return magnitude * sign;
        int shift = Exponent - other.Exponent; // equal magnitudes: no more than the difference in digits
        return shift >= 0
            ? (Significand * BigInteger.Pow(10, shift)).CompareTo(other.Significand)
            : Significand.CompareTo(other.Significand * BigInteger.Pow(10, -shift));
    }

    /// <inheritdoc/>
    public bool Equals(JsonNumber other) => Significand == other.Significand && Exponent == other.Exponent;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is JsonNumber other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Significand, Exponent);

    /// <summary>The number as JSON: plain digits where that takes no more than twenty places, else with an exponent.</summary>
    public override string ToString()
    {
        string digits = BigInteger.Abs(Significand).ToString(CultureInfo.InvariantCulture);
        string sign = Significand.Sign < 0 ? "-" : "";
        if (Exponent is < -20 or > 20) return string.Create(CultureInfo.InvariantCulture, $"{sign}{digits}e{Exponent}");
        if (Exponent >= 0) return sign + digits + new string('0', Exponent);
        digits = digits.PadLeft(1 - Exponent, '0');
        return $"{sign}{digits[..^-Exponent]}.{digits[^-Exponent..]}";
    }

    /// <summary>Equal in value.</summary>
    public static bool operator ==(JsonNumber left, JsonNumber right) => left.Equals(right);

    /// <summary>Different in value.</summary>
    public static bool operator !=(JsonNumber left, JsonNumber right) => !left.Equals(right);

    /// <summary>Less.</summary>
    public static bool operator <(JsonNumber left, JsonNumber right) => left.CompareTo(right) < 0;

    /// <summary>Greater.</summary>
    public static bool operator >(JsonNumber left, JsonNumber right) => left.CompareTo(right) > 0;

    /// <summary>Less or equal.</summary>
    public static bool operator <=(JsonNumber left, JsonNumber right) => left.CompareTo(right) <= 0;

    /// <summary>Greater or equal.</summary>
    public static bool operator >=(JsonNumber left, JsonNumber right) => left.CompareTo(right) >= 0;

    private static long ReadExponent(ReadOnlySpan<char> text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? Math.Clamp(value, -2L * ExponentLimit, 2L * ExponentLimit)
            : text.StartsWith('-') ? -2L * ExponentLimit : 2L * ExponentLimit;
}
