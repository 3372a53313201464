using System.Numerics;
using System.Runtime.CompilerServices;
using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Jinja.Operations;

/// <summary>Python's <c>==</c>: numbers by value whatever their type (<c>True == 1 == 1.0</c>), containers by elements.</summary>
internal static class PythonEquality
{
    /// <summary>For keys of dicts and for <c>unique</c>: scalars only.</summary>
    public static readonly IEqualityComparer<object> KeyComparer = new ScalarComparer();

    public static bool AreEqual(RenderState state, object a, object b)
    {
        if (AreEqualScalars(a, b) is { } decided) return decided;
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return (a, b) switch
        {
            (JinjaSequence s, JinjaSequence t) => s.TypeName == t.TypeName && AreEqual(state, s, t),
            (JinjaDict d, JinjaDict e) => AreEqual(state, d, e),
            _ => false,
        };
    }

    /// <summary>Null where it takes a look inside to know.</summary>
    private static bool? AreEqualScalars(object a, object b)
    {
        if (a is string x && b is string y) return x == y;
        if (ReferenceEquals(a, b)) return a is not double.NaN;
        if (Numbers.IsNumber(a) && Numbers.IsNumber(b)) return Numbers.Compare(a, b) == 0;
        if (PythonPrint.TryText(a, out string textA) && PythonPrint.TryText(b, out string textB)) return textA == textB;
        return a is JinjaSequence or JinjaDict ? null : a is Undefined && b is Undefined;
    }

    private static bool AreEqual(RenderState state, JinjaSequence a, JinjaSequence b)
    {
        if (a.Count != b.Count) return false;
        for (int i = 0; i < a.Count; i++)
        {
            state.Step();
            if (!AreEqual(state, a[i], b[i])) return false;
        }
        return true;
    }

    private static bool AreEqual(RenderState state, JinjaDict a, JinjaDict b)
    {
        if (a.Count != b.Count) return false;
        for (int i = 0; i < a.Count; i++)
        {
            state.Step();
            if (b.Find(a.Keys[i]) is not { } value || !AreEqual(state, a.Values[i], value)) return false;
        }
        return true;
    }

    private sealed class ScalarComparer : IEqualityComparer<object>
    {
        bool IEqualityComparer<object>.Equals(object? x, object? y) => AreEqualScalars(x!, y!) ?? false;

        public int GetHashCode(object value) => value switch
        {
            string text => text.GetHashCode(StringComparison.Ordinal),
            Markup markup => markup.Text.GetHashCode(StringComparison.Ordinal),
            bool truth => (truth ? 1L : 0L).GetHashCode(),
            long integer => Math.Abs((double)integer) < 1L << 62 ? integer.GetHashCode() : ((double)integer).GetHashCode(),
            double real => real == Math.Truncate(real) && Math.Abs(real) < 1L << 62 ? ((long)real).GetHashCode() : real.GetHashCode(),
            BigInteger integer => ((double)integer).GetHashCode(),
            _ => 0,
        };
    }
}
