using System.Numerics;

namespace EdgeAgent.Templates.Jinja.Values;

/// <summary>Booleans and small integers boxed once: loop counters and conditions allocate nothing.</summary>
internal static class Boxed
{
    private const int Smallest = -16;
    private static readonly object[] s_integers = [.. Enumerable.Range(Smallest, 1024).Select(i => (object)(long)i)];

    public static readonly object True = true;
    public static readonly object False = false;

    public static object Bool(bool value) => value ? True : False;

    public static object Integer(long value)
        => (ulong)(value - Smallest) < (ulong)s_integers.Length ? s_integers[value - Smallest] : value;

    /// <summary>A big integer is one only where a long does not hold it.</summary>
    public static object Integer(BigInteger value)
        => value >= long.MinValue && value <= long.MaxValue ? Integer((long)value) : value;
}
