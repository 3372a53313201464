namespace EdgeAgent.Templates.Jinja.Values;

/// <summary>Anything that can stand before parentheses.</summary>
internal abstract class Callable
{
    public abstract string TypeName { get; }

    public abstract object Call(RenderState state, Arguments arguments);
}

/// <summary>A global function of the environment.</summary>
internal sealed class BuiltInFunction(string name, Func<RenderState, Arguments, object> body) : Callable
{
    public override string TypeName => $"function '{name}'";

    public override object Call(RenderState state, Arguments arguments) => body(state, arguments);
}
