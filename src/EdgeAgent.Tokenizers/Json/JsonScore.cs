namespace EdgeAgent.Tokenizers.Json;

/// <summary>Reads a JSON number as Hugging Face's library does: the digits as one integer, times or divided by a power of ten.</summary>
/// <remarks>
/// That is not always the nearest double, and the last bit matters: it decides ties between pieces in another order. Digits that no longer
/// fit into 64 bits are left out. Source: serde_json without its feature float_roundtrip.
/// </remarks>
internal static class JsonScore
{
    private const int LargestPower = 308;

    /// <summary>Reads a number; false if it is too large for a double.</summary>
    /// <param name="number">A number as JSON writes it.</param>
    /// <param name="value">Its value.</param>
    public static bool TryParse(ReadOnlySpan<byte> number, out double value)
    {
        bool negative = number[0] == '-';
        if (negative) number = number[1..];
        ulong digits = 0;
        long power = 0;
        bool full = false, fraction = false;
        int at = 0;
        for (; at < number.Length && number[at] is not ((byte)'e' or (byte)'E'); at++)
        {
            if (number[at] == '.')
            {
                // The integer part may have been too long; the digits behind the point then still try to fit, as there.
                (fraction, full) = (true, false);
                continue;
            }
            uint digit = (uint)(number[at] - '0');
            full |= digits > (ulong.MaxValue - digit) / 10;
            if (full)
            {
                if (!fraction) power++;
                continue;
            }
            digits = digits * 10 + digit;
            if (fraction) power--;
        }
        if (at < number.Length) power = Math.Clamp(power + Exponent(number[(at + 1)..]), -1_000_000, 1_000_000);
        value = Scale(digits, power);
        if (negative) value = -value;
        return double.IsFinite(value);
    }

    private static long Exponent(ReadOnlySpan<byte> text)
    {
        bool negative = text[0] == '-';
        if (text[0] is (byte)'-' or (byte)'+') text = text[1..];
        long exponent = 0;
        foreach (byte c in text) exponent = Math.Min(exponent * 10 + (c - '0'), 1_000_000);
        return negative ? -exponent : exponent;
    }

    private static double Scale(double value, long power)
    {
        for (; power < -LargestPower && value != 0; power += LargestPower) value /= 1e308;
        if (value == 0) return value;
        if (power > LargestPower) return double.PositiveInfinity;
        double scale = s_powers[Math.Abs(power)];
        return power >= 0 ? value * scale : value / scale;
    }

    private static readonly double[] s_powers = [.. Enumerable.Range(0, LargestPower + 1)
        .Select(static power => double.Parse($"1e{power}", System.Globalization.CultureInfo.InvariantCulture))];
}
