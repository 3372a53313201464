namespace EdgeAgent.Templates.Jinja.Values;

/// <summary>Python's <c>None</c>. A value of its own, so that a null slot can mean "not set in this scope".</summary>
/// <remarks>The values of the interpreter are: this, bool, long, BigInteger (only beyond long), double, string, and the types of this
/// folder. All are immutable as the template sees them.</remarks>
internal sealed class JinjaNone
{
    private JinjaNone() { }

    public static readonly JinjaNone Value = new();
}
