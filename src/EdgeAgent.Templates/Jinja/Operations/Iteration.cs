using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Jinja.Operations;

/// <summary>What can be walked, and how: elements, characters, keys.</summary>
internal static class Iteration
{
    /// <summary>The elements of anything that Python iterates over.</summary>
    /// <exception cref="TemplateException">It cannot be walked.</exception>
    public static IEnumerable<object> Over(RenderState state, object value)
    {
        if (value is string text) state.Charge(text.Length);
        if (TryOver(value, out IEnumerable<object> elements)) return elements;
        throw state.BadValue($"A {PythonType.NameOf(value)} is not something to iterate over.");
    }

    public static bool TryOver(object value, out IEnumerable<object> elements)
    {
        elements = value switch
        {
            JinjaSequence sequence => Elements(sequence),
            string text => PythonText.Characters(text),
            Markup markup => PythonText.Characters(markup.Text),
            JinjaDict dict => dict.Keys,
            DictView view => view.Elements,
            Generator generator => generator.Rest(),
            LoopState loop => loop.Rest(),
            Undefined { IsUnsafe: false } => [],
            _ => null!,
        };
        return elements is not null;
    }

    /// <summary>The elements at hand, for what sorts or counts them; charged for.</summary>
    public static IReadOnlyList<object> Collect(RenderState state, object value)
    {
        if (value is JinjaSequence sequence)
        {
            state.ChargeElements(sequence.Count);
            return sequence.ToArray();
        }
        List<object> elements = [];
        foreach (object element in Over(state, value))
        {
            state.Step();
            elements.Add(element);
        }
        return elements;
    }

    /// <summary>Python's <c>len()</c>.</summary>
    public static int Length(RenderState state, object value) => value switch
    {
        string text => LengthOf(state, text),
        JinjaSequence sequence => sequence.Count,
        JinjaDict dict => dict.Count,
        DictView view => view.Elements.Count,
        Markup markup => LengthOf(state, markup.Text),
        LoopState loop => loop.Length,
        Undefined { IsUnsafe: false } => 0,
        Undefined undefined => throw state.UndefinedUse(undefined),
        _ => throw state.BadValue($"A {PythonType.NameOf(value)} has no length."),
    };

    /// <summary>Python's <c>in</c>.</summary>
    public static bool Contains(RenderState state, object container, object element)
    {
        if (PythonPrint.TryText(container, out string text))
        {
            if (element is Undefined undefined) throw state.UndefinedUse(undefined);
            if (!PythonPrint.TryText(element, out string part))
                throw state.BadValue($"A {PythonType.NameOf(element)} cannot be looked for in a str.");
            state.Charge(text.Length);
            return text.Contains(part, StringComparison.Ordinal);
        }
        if (container is JinjaDict dict)
        {
            if (element is JinjaList or JinjaDict) throw state.BadValue($"A {PythonType.NameOf(element)} cannot be a key.");
            return dict.Find(element) is not null;
        }
        foreach (object candidate in Over(state, container))
        {
            state.Step();
            if (PythonEquality.AreEqual(state, candidate, element)) return true;
        }
        return false;
    }

    private static int LengthOf(RenderState state, string text)
    {
        state.Charge(text.Length);
        return PythonText.Length(text);
    }

    private static IEnumerable<object> Elements(JinjaSequence sequence)
    {
        for (int i = 0; i < sequence.Count; i++) yield return sequence[i];
    }
}
