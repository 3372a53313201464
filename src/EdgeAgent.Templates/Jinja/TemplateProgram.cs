using EdgeAgent.Templates.Jinja.Parsing;
using EdgeAgent.Templates.Jinja.Syntax;

namespace EdgeAgent.Templates.Jinja;

/// <summary>A compiled template: its statements, and where the variables of the context go.</summary>
internal sealed class TemplateProgram(Block body, Scope root)
{
    private readonly int _slotCount = root.Activation.SlotCount;
    private readonly Dictionary<string, int> _context = root.Names.ToDictionary(StringComparer.Ordinal);

    /// <summary>Whether it reads a variable of this name from the context.</summary>
    public bool Reads(string name) => _context.ContainsKey(name);

    /// <summary>Runs it. <paramref name="find"/> gives the value of a context variable, or null where it is not defined.</summary>
    public void Run(RenderState state, Func<string, object?> find)
    {
        Frame frame = new(state, _slotCount, outer: null);
        foreach ((string name, int slot) in _context) frame.Slots[slot] = find(name);
        body.Execute(frame);
    }
}
