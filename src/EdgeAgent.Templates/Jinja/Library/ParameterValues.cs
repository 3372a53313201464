using System.Numerics;
using EdgeAgent.Templates.Jinja.Operations;
using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Jinja.Library;

/// <summary>The arguments of a filter, test or method, by its parameters' order; what was not given is null.</summary>
internal readonly struct ParameterValues
{
    private readonly RenderState _state;
    private readonly object?[] _values;

    private ParameterValues(RenderState state, object?[] values) => (_state, _values) = (state, values);

    public object? this[int index] => index < _values.Length ? _values[index] : null;

    /// <summary>Assigns arguments to parameters as Python does.</summary>
    /// <exception cref="TemplateException">Too many arguments, or one by an unknown name.</exception>
    public static ParameterValues Bind(RenderState state, string owner, string[] parameters, Arguments arguments)
    {
        if (arguments.Positional.Length > parameters.Length)
            throw state.BadValue($"'{owner}' takes at most {parameters.Length} arguments, not {arguments.Positional.Length}.");
        if (arguments.Named.Length == 0) return new ParameterValues(state, arguments.Positional);
        object?[] values = new object?[parameters.Length];
        arguments.Positional.CopyTo(values, 0);
        foreach ((string name, object value) in arguments.Named)
        {
            int at = Array.IndexOf(parameters, name);
            if (at < 0 || values[at] is not null) throw state.BadValue($"'{owner}' takes no (second) argument '{name}'.");
            values[at] = value;
        }
        return new ParameterValues(state, values);
    }

    public object Required(int index, string owner) => this[index] ?? throw _state.BadValue($"'{owner}' lacks an argument.");

    public bool Flag(int index, bool otherwise = false) => this[index] is { } value ? Truth.Of(value) : otherwise;

    public bool IsNoneOrMissing(int index) => this[index] is null or JinjaNone;

    public string Text(int index, string owner) => PythonPrint.TryText(Required(index, owner), out string text)
        ? text
        : throw _state.BadValue($"'{owner}' wants a str, not a {PythonType.NameOf(this[index]!)}.");

    public string? TextOrNone(int index, string owner) => IsNoneOrMissing(index) ? null : Text(index, owner);

    public long Integer(int index, string owner, long? otherwise = null)
    {
        if (this[index] is null && otherwise is { } missing) return missing;
        object value = Required(index, owner);
        if (value is Undefined undefined) throw _state.UndefinedUse(undefined);
        if (!Numbers.IsInteger(value)) throw _state.BadValue($"'{owner}' wants an int, not a {PythonType.NameOf(value)}.");
        return (long)BigInteger.Clamp(Numbers.ToBig(value), -(1L << 40), 1L << 40);
    }
}
