using EdgeAgent.Templates.Jinja.Operations;
using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Jinja.Syntax;

/// <summary>What a value is assigned to.</summary>
internal abstract class Target
{
    public abstract void Assign(Frame frame, object value);
}

internal sealed class NameTarget(int slot) : Target
{
    public override void Assign(Frame frame, object value) => frame.Slots[slot] = value;
}

/// <summary><c>{% set namespace.attribute = … %}</c></summary>
internal sealed class NamespaceTarget(int offset, NameExpression owner, string attribute) : Target
{
    public override void Assign(Frame frame, object value)
    {
        object target = owner.Evaluate(frame);
        frame.State.At = offset;
        if (target is not JinjaNamespace space)
            throw frame.State.BadValue($"'{owner.Name}' is a {PythonType.NameOf(target)}: only a namespace's attributes can be set.");
        Library.Globals.CheckAttributeName(frame.State, attribute);
        space.Attributes[attribute] = value;
    }
}

/// <summary><c>a, b</c>: as many as the value has elements.</summary>
internal sealed class TupleTarget(int offset, Target[] targets) : Target
{
    public override void Assign(Frame frame, object value)
    {
        frame.State.At = offset;
        if (value is Undefined or not JinjaSequence and not string && !Iteration.TryOver(value, out _))
            throw frame.State.BadValue($"A {PythonType.NameOf(value)} cannot be unpacked into {targets.Length} names.");
        IReadOnlyList<object> elements = Iteration.Collect(frame.State, value);
        if (elements.Count != targets.Length)
            throw frame.State.BadValue($"{elements.Count} values cannot be unpacked into {targets.Length} names.");
        for (int i = 0; i < targets.Length; i++) targets[i].Assign(frame, elements[i]);
    }
}
