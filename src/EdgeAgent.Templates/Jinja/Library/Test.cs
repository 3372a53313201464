using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Jinja.Library;

internal delegate bool TestBody(RenderState state, object value, ParameterValues parameters);

/// <summary>A test of one or two operands.</summary>
internal sealed class Test(string name, int parameterCount, TestBody body)
{
    private static readonly string[] s_none = [];
    private static readonly string[] s_one = ["other"];

    public bool Holds(RenderState state, object value, Arguments arguments)
        => body(state, value, ParameterValues.Bind(state, name, parameterCount == 0 ? s_none : s_one, arguments));
}
