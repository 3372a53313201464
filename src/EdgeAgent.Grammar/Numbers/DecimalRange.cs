using System.Globalization;
using System.Numerics;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Numbers;

/// <summary>Bounds of numbers; null is open.</summary>
internal readonly record struct DecimalRange(JsonNumber? Min, bool MinExclusive, JsonNumber? Max, bool MaxExclusive)
{
    /// <summary>Whether zero is within.</summary>
    public bool HasZero =>
        !(Min is JsonNumber min && (min.Significand.Sign > 0 || (min.Significand.IsZero && MinExclusive)))
        && !(Max is JsonNumber max && (max.Significand.Sign < 0 || (max.Significand.IsZero && MaxExclusive)));

    /// <summary>What is within both.</summary>
    public DecimalRange Intersect(DecimalRange other)
    {
        DecimalRange result = this;
        if (other.Min is JsonNumber min && (Min is not JsonNumber low || min > low || (min == low && other.MinExclusive))) result = result with { Min = min, MinExclusive = other.MinExclusive };
        if (other.Max is JsonNumber max && (Max is not JsonNumber high || max < high || (max == high && other.MaxExclusive))) result = result with { Max = max, MaxExclusive = other.MaxExclusive };
        return result;
    }

    /// <summary>The magnitudes of the numbers of one sign, zero apart.</summary>
    public Magnitudes Of(bool negative)
    {
        (JsonNumber? low, bool lowExclusive, JsonNumber? high, bool highExclusive) = negative ? (Max, MaxExclusive, Min, MinExclusive) : (Min, MinExclusive, Max, MaxExclusive);
        int sign = negative ? -1 : 1;
        bool any = high is not JsonNumber h || h.Significand.Sign * sign > 0;
        return new Magnitudes(any, low is JsonNumber l && l.Significand.Sign * sign > 0 ? Digits(l, lowExclusive) : null, any && high is JsonNumber bound ? Digits(bound, highExclusive) : null);
    }

    private static DecimalBound Digits(JsonNumber number, bool exclusive)
    {
        string digits = BigInteger.Abs(number.Significand).ToString(CultureInfo.InvariantCulture);
        long magnitude = (long)number.Exponent + digits.Length - 1;
        if (digits.Length > NumberLanguages.MaxDigits || Math.Abs(magnitude) > NumberLanguages.MaxDigits)
            throw new FormatException($"it has more than {NumberLanguages.MaxDigits} digits");
        return new DecimalBound(digits, (int)magnitude, exclusive);
    }
}
