using EdgeAgent.Templates.Jinja.Operations;

namespace EdgeAgent.Templates.Jinja.Syntax;

/// <summary>A node of the compiled template that has a value. Nodes are immutable once the parser is done.</summary>
/// <param name="offset">Where it stands in the template.</param>
internal abstract class Expression(int offset)
{
    public int Offset => offset;

    public abstract object Evaluate(Frame frame);

    /// <summary>Prints the value; overridden where that saves making the value first.</summary>
    public virtual void Print(Frame frame) => frame.State.Output.AppendValue(Evaluate(frame));

    public virtual bool IsTrue(Frame frame) => Truth.Of(Evaluate(frame));
}
