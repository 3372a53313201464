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
        BigInteger integer => (double)integer,
        _ => throw new InvalidCastException(),
    };

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
