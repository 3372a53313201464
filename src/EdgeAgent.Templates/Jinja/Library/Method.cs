using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Jinja.Library;

internal delegate object MethodBody<in T>(RenderState state, T self, ParameterValues parameters);

/// <summary>A method of strings, lists, dicts or numbers.</summary>
internal sealed class Method
{
    private readonly Func<RenderState, object, Arguments, object> _body;

    private Method(string name, Func<RenderState, object, Arguments, object> body) => (Name, _body) = (name, body);

    public string Name { get; }

    public static Method Of<T>(string name, string[] parameters, MethodBody<T> body)
        => new(name, (state, self, arguments) => body(state, (T)self, ParameterValues.Bind(state, name, parameters, arguments)));

    public static Method Free<T>(string name, Func<RenderState, T, Arguments, object> body)
        => new(name, (state, self, arguments) => body(state, (T)self, arguments));

    public object Call(RenderState state, object self, Arguments arguments) => _body(state, self, arguments);
}

/// <summary>A method taken off its object without being called at once.</summary>
internal sealed class BoundMethod(object self, Method method) : Callable
{
    public override string TypeName => $"method '{method.Name}'";

    public override object Call(RenderState state, Arguments arguments) => method.Call(state, self, arguments);
}
