using System.Collections.Frozen;
using EdgeAgent.Templates.Jinja.Operations;
using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Jinja.Library;

/// <summary>The functions that a chat template finds in its environment.</summary>
internal static class Globals
{
    // Jinja's sandbox has the same bound (MAX_RANGE).
    private const int MaxRange = 100_000;

    private static readonly FrozenDictionary<string, object> s_globals = new Dictionary<string, object>
    {
        ["raise_exception"] = new BuiltInFunction("raise_exception", RaiseException),
        ["strftime_now"] = new BuiltInFunction("strftime_now", (state, arguments)
            => DateFormat.Apply(state, Bind(state, "strftime_now", ["format"], arguments).Text(0, "strftime_now"))),
        ["namespace"] = new BuiltInFunction("namespace", Namespace),
        ["dict"] = new BuiltInFunction("dict", (state, arguments) => JinjaDict.Of(Pairs(state, arguments))),
        ["range"] = new BuiltInFunction("range", Range),
        ["joiner"] = new BuiltInFunction("joiner", Joiner),
        ["cycler"] = Refused("cycler"),
        ["lipsum"] = Refused("lipsum"),
        ["self"] = Refused("self"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static object? Find(string name) => s_globals.GetValueOrDefault(name);

    /// <summary>Hugging Face's namespaces store nothing under names that start with an underscore.</summary>
    public static void CheckAttributeName(RenderState state, string name)
    {
        if (name.StartsWith('_'))
            throw state.Fail(ErrorCodes.Sandbox, $"A namespace cannot hold '{name}': it starts with an underscore.",
                "Rename the attribute.");
    }

    private static BuiltInFunction Refused(string name) => new(name, (state, _) => throw state.Unsupported($"'{name}' is not supported."));

    private static ParameterValues Bind(RenderState state, string name, string[] parameters, Arguments arguments)
        => ParameterValues.Bind(state, name, parameters, arguments);

    private static object RaiseException(RenderState state, Arguments arguments)
    {
        object message = Bind(state, "raise_exception", ["message"], arguments).Required(0, "raise_exception");
        throw state.Fail(ErrorCodes.RaisedByTemplate, PythonPrint.Str(state, message),
            "Give the conversation the form that this template asks for.");
    }

    private static JinjaNamespace Namespace(RenderState state, Arguments arguments)
    {
        JinjaNamespace space = new();
        foreach ((object key, object value) in Pairs(state, arguments))
        {
            string name = PythonPrint.Str(state, key);
            CheckAttributeName(state, name);
            space.Attributes[name] = value;
        }
        return space;
    }

    /// <summary>What <c>dict(…)</c> takes: a dict or pairs, then names.</summary>
    private static IEnumerable<KeyValuePair<object, object>> Pairs(RenderState state, Arguments arguments)
    {
        if (arguments.Positional.Length > 1) throw state.BadValue("Only one dict or list of pairs can be given.");
        foreach (object source in arguments.Positional)
        {
            IReadOnlyList<object> elements = source is JinjaDict dict ? DictView.Pairs(dict) : Iteration.Collect(state, source);
            foreach (object element in elements)
            {
                IReadOnlyList<object> pair = Iteration.Collect(state, element);
                if (pair.Count != 2) throw state.BadValue("A dict is made of pairs of a key and a value.");
                Access.CheckKey(state, pair[0]);
                yield return new(pair[0], pair[1]);
            }
        }
        foreach ((string name, object value) in arguments.Named) yield return new(name, value);
    }

    private static JinjaRange Range(RenderState state, Arguments arguments)
    {
        ParameterValues p = Bind(state, "range", ["start", "stop", "step"], arguments);
        (long start, long stop) = p[1] is null ? (0, p.Integer(0, "range")) : (p.Integer(0, "range"), p.Integer(1, "range"));
        long step = p.Integer(2, "range", 1);
        if (step == 0) throw state.BadValue("The step of a range cannot be zero.");
        long count = Math.Max(0, step > 0 ? (stop - start + step - 1) / step : (start - stop - step - 1) / -step);
        if (count > MaxRange) throw state.Fail(ErrorCodes.Sandbox, $"A range of {count} numbers is too long: {MaxRange} is the most.",
            "Use a smaller one.");
        return new JinjaRange(start, stop, step, (int)count);
    }

    private static BuiltInFunction Joiner(RenderState state, Arguments arguments)
    {
        object separator = Bind(state, "joiner", ["sep"], arguments)[0] ?? ", ";
        bool used = false;
        return new BuiltInFunction("joiner", (_, _) =>
        {
            object text = used ? separator : "";
            used = true;
            return text;
        });
    }
}
