using EdgeAgent.Templates.Jinja.Operations;
using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Jinja.Syntax;

internal sealed class NotExpression(int offset, Expression operand) : Expression(offset)
{
    public override object Evaluate(Frame frame) => Boxed.Bool(!operand.IsTrue(frame));

    public override bool IsTrue(Frame frame) => !operand.IsTrue(frame);
}

/// <summary><c>a and b</c>: the first false operand, else the last. <c>a or b</c>: the first true one, else the last.</summary>
internal sealed class LogicExpression(Expression[] operands, bool isOr) : Expression(operands[0].Offset)
{
    public override object Evaluate(Frame frame)
    {
        for (int i = 0; i < operands.Length - 1; i++)
        {
            object value = operands[i].Evaluate(frame);
            if (Truth.Of(value) == isOr) return value;
        }
        return operands[^1].Evaluate(frame);
    }

    public override bool IsTrue(Frame frame)
    {
        foreach (Expression operand in operands)
            if (operand.IsTrue(frame) == isOr) return isOr;
        return !isOr;
    }
}

/// <summary><c>a if test else b</c>; without an else, undefined.</summary>
internal sealed class ConditionalExpression(int offset, Expression test, Expression then, Expression? otherwise) : Expression(offset)
{
    private static readonly Undefined s_nothing = Undefined.Because("The inline if-expression was false and has no else");

    public override object Evaluate(Frame frame)
        => test.IsTrue(frame) ? then.Evaluate(frame) : otherwise?.Evaluate(frame) ?? s_nothing;

    public override void Print(Frame frame)
    {
        if (test.IsTrue(frame)) then.Print(frame);
        else otherwise?.Print(frame);
    }
}

internal delegate object BinaryOperation(RenderState state, object left, object right);

/// <summary>An operator of arithmetic other than <c>+</c>.</summary>
internal sealed class BinaryExpression(int offset, Expression left, BinaryOperation operation, Expression right) : Expression(offset)
{
    public override object Evaluate(Frame frame)
    {
        object a = left.Evaluate(frame), b = right.Evaluate(frame);
        frame.State.At = Offset;
        return operation(frame.State, a, b);
    }
}

internal sealed class UnaryExpression(int offset, Func<RenderState, object, object> operation, Expression operand) : Expression(offset)
{
    public override object Evaluate(Frame frame)
    {
        object value = operand.Evaluate(frame);
        frame.State.At = Offset;
        return operation(frame.State, value);
    }
}

/// <summary><c>a + b + c</c>, flat: where all are strings, as in most templates, they are joined or printed at once.</summary>
internal sealed class SumExpression(Expression[] terms, int[] offsets) : Expression(offsets[0])
{
    public override object Evaluate(Frame frame)
    {
        object[] values = terms.EvaluateAll(frame);
        if (!TryMeasure(values, out long length)) return Fold(frame.State, values);
        frame.State.At = Offset;
        frame.State.Charge(length);
        return string.Concat(Array.ConvertAll(values, v => (string)v));
    }

    public override void Print(Frame frame)
    {
        object[] values = terms.EvaluateAll(frame);
        if (!TryMeasure(values, out _))
        {
            frame.State.Output.AppendValue(Fold(frame.State, values));
            return;
        }
        foreach (object value in values) frame.State.Output.Append((string)value);
    }

    private object Fold(RenderState state, object[] values)
    {
        object sum = values[0];
        for (int i = 1; i < values.Length; i++)
        {
            state.At = offsets[i - 1];
            sum = Arithmetic.Add(state, sum, values[i]);
        }
        return sum;
    }

    private static bool TryMeasure(object[] values, out long length)
    {
        length = 0;
        foreach (object value in values)
        {
            if (value is not string text) return false;
            length += text.Length;
        }
        return true;
    }
}

/// <summary><c>a ~ b ~ c</c>: everything as text, side by side.</summary>
internal sealed class ConcatenationExpression(int offset, Expression[] parts) : Expression(offset)
{
    public override object Evaluate(Frame frame)
    {
        int mark = frame.State.Output.Length;
        Print(frame);
        return frame.State.Output.Cut(mark);
    }

    public override void Print(Frame frame)
    {
        foreach (Expression part in parts) part.Print(frame);
    }
}

internal enum Comparison { Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual, In, NotIn }

/// <summary><c>a &lt; b == c …</c>: a chain holds where each link does.</summary>
internal sealed class ComparisonExpression(Expression first, (int Offset, Comparison Kind, Expression Right)[] links)
    : Expression(first.Offset)
{
    public override object Evaluate(Frame frame) => Boxed.Bool(IsTrue(frame));

    public override bool IsTrue(Frame frame)
    {
        object left = first.Evaluate(frame);
        foreach ((int offset, Comparison kind, Expression next) in links)
        {
            object right = next.Evaluate(frame);
            frame.State.At = offset;
            if (left is string text) frame.State.Charge(text.Length);
            if (!Holds(frame.State, kind, left, right)) return false;
            left = right;
        }
        return true;
    }

    public static bool Holds(RenderState state, Comparison kind, object left, object right) => kind switch
    {
        Comparison.Equal => PythonEquality.AreEqual(state, left, right),
        Comparison.NotEqual => !PythonEquality.AreEqual(state, left, right),
        Comparison.In => Iteration.Contains(state, right, left),
        Comparison.NotIn => !Iteration.Contains(state, right, left),
        Comparison.Less => PythonOrder.Compare(state, left, right) < 0,
        Comparison.LessOrEqual => PythonOrder.Compare(state, left, right) <= 0,
        Comparison.Greater => PythonOrder.Compare(state, left, right) > 0,
        _ => PythonOrder.Compare(state, left, right) >= 0,
    };
}
