using EdgeAgent.Templates.Jinja.Syntax;

namespace EdgeAgent.Templates.Jinja.Parsing;

/// <summary>The slots of one activation: of the template or of one macro.</summary>
internal sealed class Activation
{
    public int SlotCount { get; private set; }

    public int NewSlot() => SlotCount++;
}

/// <summary>A region of the template with names of its own: the whole, a loop's body, a macro, a block.</summary>
/// <remarks>A name that a scope sets is its own from then on; before that, and everywhere else, the name means the enclosing scope's.
/// This gives what Jinja's compiler gives (https://jinja.palletsprojects.com/en/stable/templates/#assignments): an <c>if</c> is not a
/// scope, and what a loop sets is gone with its turn.</remarks>
internal sealed class Scope(Scope? parent, Activation activation)
{
    private readonly Dictionary<string, (int Slot, bool IsAlwaysSet)> _names = new(StringComparer.Ordinal);

    public Scope? Parent => parent;

    public Activation Activation => activation;

    public bool IsLoop { get; init; }

    /// <summary>The slots to clear when the scope is entered anew.</summary>
    public int[] Slots => [.. _names.Values.Select(n => n.Slot)];

    public int Declare(string name, bool isAlwaysSet = false)
    {
        if (_names.TryGetValue(name, out (int Slot, bool IsAlwaysSet) known)) return known.Slot;
        int slot = activation.NewSlot();
        _names.Add(name, (slot, isAlwaysSet));
        return slot;
    }

    /// <summary>Whether a name that the macro's body reads is one of the slots filled only on demand.</summary>
    public HashSet<string> Read { get; } = new(StringComparer.Ordinal);

    /// <summary>All slots that a name read here may stand for; the outermost scope gets one for it in any case (the context).</summary>
    public SlotPath[] Resolve(string name)
    {
        List<SlotPath> paths = [];
        int hops = 0;
        for (Scope scope = this; ; scope = scope.Parent)
        {
            if (scope.Parent is null) scope.Declare(name);
            if (scope._names.TryGetValue(name, out (int Slot, bool IsAlwaysSet) known))
            {
                paths.Add(new SlotPath(hops, known.Slot));
                scope.Read.Add(name);
                if (known.IsAlwaysSet) break;
            }
            if (scope.Parent is null) break;
            if (scope.Parent.Activation != scope.Activation) hops++;
        }
        return [.. paths];
    }

    /// <summary>The outermost scope's names: what the context may fill.</summary>
    public IEnumerable<KeyValuePair<string, int>> Names => _names.Select(n => KeyValuePair.Create(n.Key, n.Value.Slot));
}
