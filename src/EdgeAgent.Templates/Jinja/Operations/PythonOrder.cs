using System.Runtime.CompilerServices;
using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Jinja.Operations;

/// <summary>Python's order: numbers among each other, strings by code points, lists and tuples by their first difference.</summary>
internal static class PythonOrder
{
    /// <summary>Negative, zero, positive, or null where the two are not ordered though comparable (NaN).</summary>
    /// <exception cref="TemplateException">The types have no order.</exception>
    public static int? Compare(RenderState state, object a, object b)
    {
        if (Numbers.IsNumber(a) && Numbers.IsNumber(b)) return Numbers.Compare(a, b);
        if (PythonPrint.TryText(a, out string x) && PythonPrint.TryText(b, out string y)) return PythonText.Compare(x, y);
        if (a is JinjaSequence s && b is JinjaSequence t && s is not JinjaRange && s.TypeName == t.TypeName) return Compare(state, s, t);
        if (a is Undefined u) throw state.UndefinedUse(u);
        if (b is Undefined v) throw state.UndefinedUse(v);
        throw state.BadValue($"A {PythonType.NameOf(a)} and a {PythonType.NameOf(b)} have no order.");
    }

    private static int? Compare(RenderState state, JinjaSequence a, JinjaSequence b)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        for (int i = 0; i < Math.Min(a.Count, b.Count); i++)
        {
            state.Step();
            if (!PythonEquality.AreEqual(state, a[i], b[i])) return Compare(state, a[i], b[i]);
        }
        return a.Count.CompareTo(b.Count);
    }

    /// <summary>Sorts as Python's <c>sorted</c>: stable, also in reverse.</summary>
    public static object[] Sort(RenderState state, IReadOnlyList<object> elements, Func<object, object> key, bool reverse)
    {
        state.ChargeElements(elements.Count * 2L);
        object[] keys = [.. elements.Select(key)];
        int[] order = [.. Enumerable.Range(0, elements.Count)];
        int sign = reverse ? -1 : 1;
        try
        {
            Array.Sort(order, (i, j) => (Compare(state, keys[i], keys[j]) ?? 0) is var by and not 0 ? sign * by : i.CompareTo(j));
        }
        catch (InvalidOperationException e) when (e.InnerException is TemplateException inner)
        {
            throw inner; // Array.Sort wraps what a comparison throws
        }
        return [.. order.Select(i => elements[i])];
    }
}
