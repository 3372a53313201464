using EdgeAgent.Templates.Jinja.Parsing;

namespace EdgeAgent.Templates.Jinja.Syntax;

/// <summary><c>{% set target = value %}</c></summary>
internal sealed class SetStatement(Target target, Expression value) : Statement
{
    public override Flow Execute(Frame frame)
    {
        target.Assign(frame, value.Evaluate(frame));
        return Flow.Next;
    }
}

/// <summary>A block's text through filters: as a value (<c>{% set x %}…{% endset %}</c>) or printed (<c>{% filter f %}…{% endfilter
/// %}</c>).</summary>
internal sealed class CapturedBlock(Scope scope, Block body, FilterExpression[] filters)
{
    private readonly ScopedBlock _body = new(scope, body);

    public object Evaluate(Frame frame)
    {
        int mark = frame.State.Output.Length;
        _body.Execute(frame);
        object value = frame.State.Output.Cut(mark);
        foreach (FilterExpression filter in filters) value = filter.Apply(frame, value);
        return value;
    }
}

internal sealed class SetBlockStatement(Target target, CapturedBlock block) : Statement
{
    public override Flow Execute(Frame frame)
    {
        target.Assign(frame, block.Evaluate(frame));
        return Flow.Next;
    }
}

internal sealed class FilterBlockStatement(CapturedBlock block) : Statement
{
    public override Flow Execute(Frame frame)
    {
        frame.State.Output.AppendValue(block.Evaluate(frame));
        return Flow.Next;
    }
}

/// <summary>A block with a scope of its own, cleared each time it is entered.</summary>
internal sealed class ScopedBlock(Scope scope, Block body)
{
    private readonly int[] _slots = scope.Slots; // complete: the parser has left the scope

    public Flow Execute(Frame frame)
    {
        foreach (int slot in _slots) frame.Slots[slot] = null;
        return body.Execute(frame);
    }
}

/// <summary><c>{% generation %}</c>, <c>{% with a = 1 %}</c> and <c>{% block %}</c>: only the scope, and its first values.</summary>
internal sealed class ScopeStatement(Scope scope, (Target Target, Expression Value)[] values, Block body) : Statement
{
    private readonly int[] _slots = scope.Slots;

    public override Flow Execute(Frame frame)
    {
        foreach (int slot in _slots) frame.Slots[slot] = null;
        foreach ((Target target, Expression value) in values) target.Assign(frame, value.Evaluate(frame));
        return body.Execute(frame);
    }
}
