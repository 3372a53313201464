using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Jinja.Syntax;

/// <summary>A variable, resolved when the template is compiled to the slots that may hold it, innermost first.</summary>
internal sealed class NameExpression(int offset, string name) : Expression(offset)
{
    private readonly Undefined _undefined = Undefined.Variable(name);
    private SlotPath[] _paths = [];

    public string Name => name;

    public void Bind(SlotPath[] paths) => _paths = paths;

    public override object Evaluate(Frame frame)
    {
        foreach (SlotPath path in _paths)
        {
            Frame at = frame;
            for (int hops = path.Hops; hops > 0; hops--) at = at.Outer!;
            if (at.Slots[path.Slot] is { } value) return value;
        }
        return _undefined;
    }
}

/// <summary>A slot, so many activations outwards.</summary>
internal readonly record struct SlotPath(int Hops, int Slot);
