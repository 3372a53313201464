using EdgeAgent.Templates.Jinja.Library;
using EdgeAgent.Templates.Jinja.Operations;
using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Jinja.Syntax;

/// <summary><c>target.name</c></summary>
internal sealed class AttributeExpression(int offset, Expression target, string name) : Expression(offset)
{
    // A key of that name can be looked up at once unless dicts have a method of that name.
    private readonly bool _isPlainKey = !MethodTable.IsDictAttribute(name);

    public Expression Target => target;

    public string Name => name;

    public override object Evaluate(Frame frame) => Of(frame, target.Evaluate(frame));

    /// <summary>The attribute of a target that is evaluated already.</summary>
    public object Of(Frame frame, object value)
    {
        if (_isPlainKey && value is JinjaDict dict && dict.Find(name) is { } item) return item;
        frame.State.At = Offset;
        return Access.Attribute(frame.State, value, name);
    }
}

/// <summary><c>target[key]</c></summary>
internal sealed class ItemExpression(int offset, Expression target, Expression key) : Expression(offset)
{
    public override object Evaluate(Frame frame)
    {
        object value = target.Evaluate(frame);
        object index = key.Evaluate(frame);
        frame.State.At = Offset;
        return Access.Item(frame.State, value, index);
    }
}

/// <summary><c>target[start:stop:step]</c></summary>
internal sealed class SliceExpression(int offset, Expression target, Expression start, Expression stop, Expression step)
    : Expression(offset)
{
    public override object Evaluate(Frame frame)
    {
        object value = target.Evaluate(frame);
        object from = start.Evaluate(frame), to = stop.Evaluate(frame), by = step.Evaluate(frame);
        frame.State.At = Offset;
        return Access.Slice(frame.State, value, from, to, by);
    }
}
