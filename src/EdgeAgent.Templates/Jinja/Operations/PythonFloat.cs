using System.Globalization;
using System.Numerics;

namespace EdgeAgent.Templates.Jinja.Operations;

/// <summary>Python's spelling of floating-point numbers.</summary>
internal static class PythonFloat
{
    /// <summary><c>repr(float)</c>: the shortest digits that read back as the same number; an exponent below 1e-4 and from 1e16
    /// on.</summary>
    public static string Repr(double value)
    {
        if (double.IsNaN(value)) return "nan";
        if (double.IsInfinity(value)) return value > 0 ? "inf" : "-inf";
        string scientific = value.ToString("E16", CultureInfo.InvariantCulture);
        if (value != 0) scientific = Shortest(value);
        string sign = double.IsNegative(value) ? "-" : "";
        int mark = scientific.IndexOf('E', StringComparison.Ordinal);
        string digits = scientific.AsSpan(0, mark).ToString().Replace(".", "", StringComparison.Ordinal).TrimStart('-').TrimEnd('0');
        int exponent = int.Parse(scientific.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return sign + Lay(digits.Length == 0 ? "0" : digits, exponent);
    }

    /// <summary>A fixed number of decimals, rounded half to even on the exact binary value, as C's printf does.</summary>
    public static string Fixed(double value, int decimals)
    {
        if (!double.IsFinite(value)) return Repr(value);
        (BigInteger mantissa, int exponent) = Decompose(Math.Abs(value));
        BigInteger scaled = mantissa * BigInteger.Pow(10, decimals);
        if (exponent >= 0) scaled <<= exponent;
        else scaled = DivideHalfEven(scaled, BigInteger.One << -exponent);
        string digits = scaled.ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        string sign = double.IsNegative(value) ? "-" : "";
        return decimals == 0 ? sign + digits : $"{sign}{digits[..^decimals]}.{digits[^decimals..]}";
    }

    /// <summary><c>round(float, digits)</c>; negative digits round to tens, hundreds and so on.</summary>
    public static double Round(double value, int digits)
    {
        if (!double.IsFinite(value) || digits > 400) return value;
        if (digits >= 0) return double.Parse(Fixed(value, digits), CultureInfo.InvariantCulture);
        if (digits < -310) return 0.0 * value;
        (BigInteger mantissa, int exponent) = Decompose(Math.Abs(value));
        BigInteger unit = BigInteger.Pow(10, -digits);
        BigInteger units = exponent >= 0 ? DivideHalfEven(mantissa << exponent, unit) : DivideHalfEven(mantissa, unit << -exponent);
        double rounded = double.Parse((units * unit).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return double.IsNegative(value) ? -rounded : rounded;
    }

    // "R" gives the shortest digits, with an exponent or without; here always as d.ddddE±x.
    private static string Shortest(double value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        if (text.Contains('E', StringComparison.Ordinal)) return text;
        string digits = text.TrimStart('-');
        int point = digits.IndexOf('.', StringComparison.Ordinal);
        int whole = point < 0 ? digits.Length : point;
        string all = digits.Replace(".", "", StringComparison.Ordinal);
        int leading = all.Length - all.TrimStart('0').Length;
        return string.Create(CultureInfo.InvariantCulture, $"{all[leading..]}E{whole - 1 - leading}");
    }

    private static string Lay(string digits, int exponent)
    {
        if (exponent is < -4 or >= 16)
        {
            string fraction = digits.Length > 1 ? "." + digits[1..] : "";
            return string.Create(CultureInfo.InvariantCulture,
                $"{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
        }
        if (exponent < 0) return "0." + new string('0', -exponent - 1) + digits;
        return digits.Length <= exponent + 1
            ? digits + new string('0', exponent + 1 - digits.Length) + ".0"
            : digits[..(exponent + 1)] + "." + digits[(exponent + 1)..];
    }

    private static (BigInteger Mantissa, int Exponent) Decompose(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        long mantissa = bits & 0xF_FFFF_FFFF_FFFF;
        int exponent = (int)(bits >> 52);
        return exponent == 0 ? (mantissa, -1074) : (mantissa | 1L << 52, exponent - 1075);
    }

    private static BigInteger DivideHalfEven(BigInteger value, BigInteger divisor)
    {
        BigInteger whole = BigInteger.DivRem(value, divisor, out BigInteger rest);
        int half = (rest * 2).CompareTo(divisor);
        return half > 0 || (half == 0 && !whole.IsEven) ? whole + 1 : whole;
    }
}
