using System.Numerics;
using EdgeAgent.Templates.Jinja.Library;
using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Jinja.Operations;

/// <summary>Attributes, items and slices, by the rules of Jinja's immutable sandbox.</summary>
internal static class Access
{
    /// <summary><c>value.name</c>: a Python attribute or method goes before a key of that name.</summary>
    public static object Attribute(RenderState state, object value, string name)
    {
        if (value is Undefined undefined) throw state.UndefinedUse(undefined);
        return NamedAttribute(state, value, name) ?? (value as JinjaDict)?.Find(name) ?? Undefined.Attribute(value, name);
    }

    /// <summary><c>value[key]</c>: an item goes before an attribute of that name.</summary>
    public static object Item(RenderState state, object value, object key)
    {
        if (value is Undefined undefined) throw state.UndefinedUse(undefined);
        object? item = value switch
        {
            JinjaDict dict => IsHashable(key) ? dict.Find(key) : null,
            JinjaSequence sequence when Numbers.IsInteger(key) => Element(sequence, key),
            string text when Numbers.IsInteger(key) => Character(state, text, key),
            Markup markup when Numbers.IsInteger(key) => Character(state, markup.Text, key),
            _ => null,
        };
        if (item is not null) return item;
        return key is not string name ? Undefined.Element(value, key)
            : NamedAttribute(state, value, name) ?? Undefined.Attribute(value, name);
    }

    private static object? NamedAttribute(RenderState state, object value, string name)
        => value is JinjaNamespace space ? space.Attributes.GetValueOrDefault(name) : MethodTable.Find(state, value, name);

    public static bool IsHashable(object key) => key is not (JinjaSequence or JinjaDict or DictView);

    /// <summary>Lists and dicts cannot be keys; tuples could in Python.</summary>
    public static void CheckKey(RenderState state, object key)
    {
        if (key is JinjaTuple or JinjaRange) throw state.Unsupported($"A {PythonType.NameOf(key)} as a key is not supported.");
        if (!IsHashable(key)) throw state.BadValue($"A {PythonType.NameOf(key)} cannot be a key.");
    }

    private static object? Element(JinjaSequence sequence, object key)
        => Numbers.TryLong(key, out long index) && Resolve(index, sequence.Count) is >= 0 and var at ? sequence[at] : null;

    private static string? Character(RenderState state, string text, object key)
    {
        state.Charge(text.Length);
        if (!Numbers.TryLong(key, out long index)) return null;
        if (PythonText.IsBasic(text)) return Resolve(index, text.Length) is >= 0 and var at ? text.Substring(at, 1) : null;
        string[] characters = PythonText.Characters(text);
        return Resolve(index, characters.Length) is >= 0 and var place ? characters[place] : null;
    }

    private static int Resolve(long index, int count)
    {
        if (index < 0) index += count;
        return index >= 0 && index < count ? (int)index : -1;
    }

    /// <summary><c>value[start:stop:step]</c>; None leaves a bound out.</summary>
    public static object Slice(RenderState state, object value, object start, object stop, object step)
    {
        if (value is Undefined undefined) throw state.UndefinedUse(undefined);
        if (PythonPrint.TryText(value, out string text))
        {
            state.Charge(text.Length);
            if (!PythonText.IsBasic(text))
            {
                string[] characters = PythonText.Characters(text);
                return string.Concat(Indexes(state, characters.Length, start, stop, step).Select(i => characters[i]));
            }
            if (step is JinjaNone) return Contiguous(state, text, start, stop);
            return string.Concat(Indexes(state, text.Length, start, stop, step).Select(i => text[i]));
        }
        if (value is not JinjaSequence sequence) return Undefined.Because($"A {PythonType.NameOf(value)} cannot be sliced");
        state.ChargeElements(sequence.Count);
        return sequence.With([.. Indexes(state, sequence.Count, start, stop, step).Select(i => sequence[i])]);
    }

    private static string Contiguous(RenderState state, string text, object start, object stop)
    {
        int from = (int)Bound(state, start, text.Length, 0, 0, text.Length);
        int to = (int)Bound(state, stop, text.Length, text.Length, 0, text.Length);
        return from < to ? text[from..to] : "";
    }

    private static IEnumerable<int> Indexes(RenderState state, int count, object start, object stop, object step)
    {
        long by = step is JinjaNone ? 1 : Whole(state, step);
        if (by == 0) throw state.BadValue("The step of a slice cannot be zero.");
        long from = by > 0 ? Bound(state, start, count, 0, 0, count) : Bound(state, start, count, count - 1, -1, count - 1);
        long to = by > 0 ? Bound(state, stop, count, count, 0, count) : Bound(state, stop, count, -1, -1, count - 1);
        for (long i = from; by > 0 ? i < to : i > to; i += by) yield return (int)i;
    }

    private static long Bound(RenderState state, object bound, int count, long missing, long lowest, long highest)
    {
        if (bound is JinjaNone) return missing;
        long at = Whole(state, bound);
        return Math.Clamp(at < 0 ? at + count : at, lowest, highest);
    }

    private static long Whole(RenderState state, object value)
    {
        if (value is Undefined undefined) throw state.UndefinedUse(undefined);
        if (!Numbers.IsInteger(value)) throw state.BadValue($"The bound of a slice is a {PythonType.NameOf(value)}, not an integer.");
        BigInteger integer = Numbers.ToBig(value);
        return (long)BigInteger.Clamp(integer, -(1L << 40), 1L << 40);
    }
}
