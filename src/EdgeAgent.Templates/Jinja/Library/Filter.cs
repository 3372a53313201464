using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Jinja.Library;

internal delegate object FilterBody(RenderState state, object value, ParameterValues parameters);

internal delegate object FreeFilterBody(RenderState state, object value, Arguments arguments);

/// <summary>A filter: with named parameters, or taking its arguments as they come.</summary>
internal sealed class Filter
{
    private readonly FreeFilterBody _body;

    public Filter(string name, string[] parameters, FilterBody body)
        => _body = (state, value, arguments) => body(state, value, ParameterValues.Bind(state, name, parameters, arguments));

    public Filter(FreeFilterBody body) => _body = body;

    /// <summary>Writes the result to the output at once, where that is cheaper than making it a value; else null.</summary>
    public Action<RenderState, object, Arguments>? Print { get; init; }

    public object Apply(RenderState state, object value, Arguments arguments)
    {
        if (value is string text) state.Charge(text.Length);
        return _body(state, value, arguments);
    }
}
