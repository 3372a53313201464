using System.Globalization;
using System.Numerics;
using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Jinja.Operations;

/// <summary>Python's numbers: booleans count as integers, integers have no bound, floats are doubles.</summary>
internal static class Numbers
{
    public static bool IsNumber(object value) => value is long or double or bool or BigInteger;

    public static bool IsInteger(object value) => value is long or bool or BigInteger;

    public static BigInteger ToBig(object value) => value switch
    {
        long integer => integer,
        bool truth => truth ? 1 : 0,
        BigInteger integer => integer,
        _ => throw new InvalidCastException(),
    };

    public static bool TryLong(object value, out long integer)
    {
        integer = value switch { long l => l, bool b => b ? 1 : 0, _ => 0 };
        return value is long or bool;
    }

    public static double ToDouble(object value) => value switch
    {
        double real => real,
        long integer => integer,
        bool truth => truth ? 1 : 0,
        BigInteger integer => Round(integer),
        _ => throw new InvalidCastException(),
    };

    /// <summary>The quotient of two integers, rounded once.</summary>
    public static double Divide(BigInteger a, BigInteger b)
    {
        const long exact = 1L << 53;
        if (a.IsZero || BigInteger.Abs(a) <= exact && BigInteger.Abs(b) <= exact) return (double)a / (double)b;
        // Enough bits that the last one, which stands for all that are cut off, cannot tip the rounding.
        int shift = (int)Math.Max(0, 66 - a.GetBitLength() + b.GetBitLength());
        BigInteger quotient = BigInteger.DivRem(a << shift, b, out BigInteger rest);
        if (!rest.IsZero) quotient |= 1;
        return Math.ScaleB(Round(quotient), -shift);
    }

    // The cast from BigInteger cuts off instead of rounding.
    private static double Round(BigInteger value)
        => double.Parse(value.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>Null where one of them is not a number in the mathematical sense either (NaN).</summary>
    public static int? Compare(object a, object b)
    {
        if (TryLong(a, out long x) && TryLong(b, out long y)) return x.CompareTo(y);
        if (a is not double && b is not double) return ToBig(a).CompareTo(ToBig(b));
        double u = ToDouble(a), v = ToDouble(b);
        if (double.IsNaN(u) || double.IsNaN(v)) return null;
        if (a is double && b is double || double.IsInfinity(u) || double.IsInfinity(v) || Math.Abs(u) < 1L << 53) return u.CompareTo(v);
        // Beyond 2^53 an integer has digits that a double lacks: compare exactly.
        return a is double ? Exact(u, ToBig(b)) : -Exact(v, ToBig(a));
    }

    private static int Exact(double real, BigInteger integer)
    {
        int whole = new BigInteger(real).CompareTo(integer);
        return whole != 0 ? whole : real.CompareTo(Math.Truncate(real));
    }
}
