using EdgeAgent.Templates.Jinja.Operations;
using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Jinja.Syntax;

internal sealed class ConstantExpression(int offset, object value) : Expression(offset)
{
    public object Value => value;

    public override object Evaluate(Frame frame) => value;
}

internal sealed class ListExpression(int offset, Expression[] elements) : Expression(offset)
{
    public override object Evaluate(Frame frame) => new JinjaList(elements.EvaluateAll(frame));
}

internal sealed class TupleExpression(int offset, Expression[] elements) : Expression(offset)
{
    public override object Evaluate(Frame frame) => new JinjaTuple(elements.EvaluateAll(frame));
}

internal sealed class DictExpression(int offset, (Expression Key, Expression Value)[] pairs) : Expression(offset)
{
    public override object Evaluate(Frame frame)
    {
        List<KeyValuePair<object, object>> values = new(pairs.Length);
        foreach ((Expression keyNode, Expression valueNode) in pairs)
        {
            object key = keyNode.Evaluate(frame);
            frame.State.At = keyNode.Offset;
            Access.CheckKey(frame.State, key);
            values.Add(new(key, valueNode.Evaluate(frame)));
        }
        return JinjaDict.Of(values);
    }
}

/// <summary>Something wrong in a branch that may never be taken: it is an error when it is reached (Jinja does the same for filters and
/// tests that it does not know).</summary>
internal sealed class FailingExpression(int offset, Func<RenderState, TemplateException> error) : Expression(offset)
{
    public override object Evaluate(Frame frame)
    {
        frame.State.At = Offset;
        throw error(frame.State);
    }
}

internal static class ExpressionArrays
{
    public static object[] EvaluateAll(this Expression[] nodes, Frame frame)
    {
        if (nodes.Length == 0) return [];
        object[] values = new object[nodes.Length];
        for (int i = 0; i < nodes.Length; i++) values[i] = nodes[i].Evaluate(frame);
        return values;
    }
}
