using EdgeAgent.Templates.Jinja.Operations;
using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Jinja.Library;

/// <summary>Filters that apply another filter or a test to each element. Their results are generators: nothing happens until they are
/// walked.</summary>
internal static class SelectionFilters
{
    public static IEnumerable<(string Name, Filter Filter)> All =>
    [
        ("map", new Filter(Map)),
        ("select", new Filter((state, value, arguments) => Select(state, value, arguments, keep: true, byAttribute: false))),
        ("reject", new Filter((state, value, arguments) => Select(state, value, arguments, keep: false, byAttribute: false))),
        ("selectattr", new Filter((state, value, arguments) => Select(state, value, arguments, keep: true, byAttribute: true))),
        ("rejectattr", new Filter((state, value, arguments) => Select(state, value, arguments, keep: false, byAttribute: true))),
    ];

    private static Generator Map(RenderState state, object value, Arguments arguments)
        => new(Walk(state, value, () => Mapping(state, arguments)));

    private static IEnumerable<object> Walk(RenderState state, object value, Func<Func<object, object>> prepare)
    {
        if (!Truth.Of(value)) yield break; // as in Jinja, where an empty source is not even looked at
        Func<object, object> map = prepare();
        foreach (object element in Iteration.Over(state, value))
        {
            state.Step();
            yield return map(element);
        }
    }

    private static Func<object, object> Mapping(RenderState state, Arguments arguments)
    {
        if (arguments.Positional.Length == 0 && arguments.FindNamed("attribute") is { } attribute)
        {
            if (arguments.Named.FirstOrDefault(n => n.Key is not ("attribute" or "default")).Key is { } unknown)
                throw state.BadValue($"'map' takes no argument '{unknown}'.");
            return AttributePath.Getter(state, attribute, arguments.FindNamed("default"));
        }
        if (arguments.Positional.Length == 0 || !PythonPrint.TryText(arguments.Positional[0], out string name))
            throw state.BadValue("'map' wants the name of a filter, or attribute=.");
        Filter filter = FilterTable.Find(name) ?? throw Unknown(state, "filter", name);
        Arguments rest = arguments with { Positional = arguments.Positional[1..] };
        return element => filter.Apply(state, element, rest);
    }

    private static Generator Select(RenderState state, object value, Arguments arguments, bool keep, bool byAttribute)
        => new(Walk(state, value, keep, () => Condition(state, arguments, byAttribute)));

    private static IEnumerable<object> Walk(RenderState state, object value, Func<object, bool> condition, bool keep)
    {
        foreach (object element in Iteration.Over(state, value))
        {
            state.Step();
            if (condition(element) == keep) yield return element;
        }
    }

    private static IEnumerable<object> Walk(RenderState state, object value, bool keep, Func<Func<object, bool>> prepare)
    {
        if (!Truth.Of(value)) yield break;
        foreach (object element in Walk(state, value, prepare(), keep)) yield return element;
    }

    private static Func<object, bool> Condition(RenderState state, Arguments arguments, bool byAttribute)
    {
        object[] given = arguments.Positional;
        Func<object, object> get = element => element;
        if (byAttribute)
        {
            if (given.Length == 0) throw state.BadValue("This filter wants the name of an attribute.");
            get = AttributePath.Getter(state, given[0]);
            given = given[1..];
        }
        if (given.Length == 0) return element => Truth.Of(get(element));
        string name = PythonPrint.Str(state, given[0]);
        Test test = TestTable.Find(name) ?? throw Unknown(state, "test", name);
        Arguments rest = arguments with { Positional = given[1..] };
        return element => test.Holds(state, get(element), rest);
    }

    private static TemplateException Unknown(RenderState state, string kind, string name)
        => state.Fail(ErrorCodes.UnknownName, $"There is no {kind} '{name}'.", "Correct the name.");
}
