using EdgeAgent.Templates.Jinja.Library;
using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Jinja.Syntax;

/// <summary><c>value | filter(…)</c>; without a value it is applied to the text of a block.</summary>
internal sealed class FilterExpression(int offset, Expression? target, Filter filter, ArgumentList arguments) : Expression(offset)
{
    public override object Evaluate(Frame frame) => Apply(frame, target!.Evaluate(frame));

    public object Apply(Frame frame, object value)
    {
        Arguments given = arguments.Evaluate(frame);
        frame.State.At = Offset;
        frame.State.Step();
        return filter.Apply(frame.State, value, given);
    }

    public override void Print(Frame frame)
    {
        if (filter.Print is null)
        {
            base.Print(frame);
            return;
        }
        object value = target!.Evaluate(frame);
        Arguments given = arguments.Evaluate(frame);
        frame.State.At = Offset;
        frame.State.Step();
        filter.Print(frame.State, value, given);
    }
}

/// <summary><c>value is test(…)</c></summary>
internal sealed class TestExpression(int offset, Expression target, Test test, ArgumentList arguments) : Expression(offset)
{
    public override object Evaluate(Frame frame) => Boxed.Bool(IsTrue(frame));

    public override bool IsTrue(Frame frame)
    {
        object value = target.Evaluate(frame);
        Arguments given = arguments.Evaluate(frame);
        frame.State.At = Offset;
        return test.Holds(frame.State, value, given);
    }
}
