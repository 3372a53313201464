using EdgeAgent.Templates.Jinja.Parsing;
using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Jinja.Syntax;

/// <summary><c>{% for target in source if filter %}…{% else %}…{% endfor %}</c></summary>
internal sealed class ForStatement(int offset, Expression source, Scope scope, Target target, int loopSlot, Block body) : Statement
{
    private readonly int[] _slots = scope.Slots;

    /// <summary>The condition of <c>for … if</c>, with its own copy of the loop's target.</summary>
    public (Target Target, Expression Test)? Filter { get; init; }

    public ScopedBlock? Otherwise { get; init; }

    public override Flow Execute(Frame frame)
    {
        object elements = source.Evaluate(frame);
        RenderState state = frame.State;
        state.At = offset;
        LoopState loop = LoopState.Over(state, elements, Filter is null ? null : element => Passes(frame, element));
        bool any = false;
        while (loop.MoveNext())
        {
            any = true;
            state.Step();
            foreach (int slot in _slots) frame.Slots[slot] = null;
            frame.Slots[loopSlot] = loop;
            target.Assign(frame, loop.Current);
            if (body.Execute(frame) == Flow.Break) break;
        }
        return any || Otherwise is null ? Flow.Next : Otherwise.Execute(frame);
    }

    private bool Passes(Frame frame, object element)
    {
        frame.State.Step();
        Filter!.Value.Target.Assign(frame, element);
        return Filter.Value.Test.IsTrue(frame);
    }
}
