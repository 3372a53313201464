using System.Numerics;
using System.Runtime.CompilerServices;
using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Jinja.Operations;

/// <summary>Python's <c>==</c>: numbers by value whatever their type (<c>True == 1 == 1.0</c>), containers by elements.</summary>
internal static class PythonEquality
{
    /// <summary>For keys of dicts and for <c>unique</c>.</summary>
    public static readonly IEqualityComparer<object> Comparer = new KeyComparer();

    public static bool AreEqual(object a, object b)
    {
        if (a is string x && b is string y) return x == y;
        if (Numbers.IsNumber(a) && Numbers.IsNumber(b)) return Numbers.Compare(a, b) == 0;
        if (ReferenceEquals(a, b)) return true;
        if (PythonPrint.TryText(a, out string textA) && PythonPrint.TryText(b, out string textB)) return textA == textB;
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return (a, b) switch
        {
            (Undefined, Undefined) => true,
            (JinjaSequence s, JinjaSequence t) => s.TypeName == t.TypeName && SequenceEqual(s, t),
            (JinjaDict d, JinjaDict e) => DictEqual(d, e),
            _ => false,
        };
    }

    private static bool SequenceEqual(JinjaSequence a, JinjaSequence b)
    {
        if (a.Count != b.Count) return false;
        for (int i = 0; i < a.Count; i++)
            if (!AreEqual(a[i], b[i])) return false;
        return true;
    }

    private static bool DictEqual(JinjaDict a, JinjaDict b)
    {
        if (a.Count != b.Count) return false;
        for (int i = 0; i < a.Count; i++)
            if (b.Find(a.Keys[i]) is not { } value || !AreEqual(a.Values[i], value)) return false;
        return true;
    }

    private sealed class KeyComparer : IEqualityComparer<object>
    {
        bool IEqualityComparer<object>.Equals(object? x, object? y) => AreEqual(x!, y!);

        public int GetHashCode(object value) => value switch
        {
            string text => text.GetHashCode(StringComparison.Ordinal),
            Markup markup => markup.Text.GetHashCode(StringComparison.Ordinal),
            bool truth => (truth ? 1L : 0L).GetHashCode(),
            long integer => Math.Abs((double)integer) < 1L << 62 ? integer.GetHashCode() : ((double)integer).GetHashCode(),
            double real => real == Math.Truncate(real) && Math.Abs(real) < 1L << 62 ? ((long)real).GetHashCode() : real.GetHashCode(),
            BigInteger integer => ((double)integer).GetHashCode(),
            JinjaTuple tuple => tuple.Count,
            _ => 0,
        };
    }
}
