namespace EdgeAgent.Grammar.Regular;

/// <summary>Which expressions are empty.</summary>
internal sealed partial class LanguageSpace
{
    /// <summary>Whether there is a text in it. What is made by union, sequence and repetition is never empty; others are looked through.</summary>
    public bool IsAlive(int node)
    {
        if (_life[node] != 0) return _life[node] > 0;
        if (node == NothingId) return false;
        if (IsNullable(node)) return SetLife(node, true);
        EnsureStack();
        Node n = _nodes[node];
        switch (n.Kind)
        {
            case NodeKind.Union:
                for (int i = 0; i < n.B; i++)
                    if (IsAlive(_children[n.A + i])) return SetLife(node, true);
                return SetLife(node, false);
            case NodeKind.Concat: return SetLife(node, IsAlive(n.A) && IsAlive(n.B));
            case NodeKind.Repeat: return SetLife(node, IsAlive(n.A));
            default: return Search(node);
        }
    }

    /// <summary>The expression without parts that are known to be empty.</summary>
    public int Pruned(int node)
    {
        if (_nodes[node].Kind != NodeKind.Union || (_nodes[node].Flags & NodeFlags.Alive) != 0) return node;
        int[] children = Children(node).ToArray();
        return Array.Exists(children, c => _life[c] < 0) ? Union(children) : node;
    }

    private bool SetLife(int node, bool alive)
    {
        _life[node] = (sbyte)(alive ? 1 : -1);
        return alive;
    }

    /// <summary>Looks for a way to the empty text, first where little seems to be missing; and remembers what that says of all expressions on the way.</summary>
    private bool Search(int start)
    {
        Exploration seen = new();
        seen.TryAdd(start, 0);
        bool found = false;
        while (!found && seen.Open.TryDequeue(out int node, out _))
            foreach (int target in RowOf(node).Targets)
            {
                if (!Reach(target, node, seen)) continue;
                seen.Found.Push(node);
                found = true;
                break;
            }
        // Alive is what leads to what was found; empty is what leads neither there nor to what was not looked through.
        foreach (int node in seen.Backward(seen.Found)) _life[node] = 1;
        HashSet<int> undecided = seen.Backward(new Stack<int>(seen.Open.UnorderedItems.Select(i => i.Element)));
        foreach (int node in seen.Nodes)
            if (_life[node] == 0 && !undecided.Contains(node)) _life[node] = -1;
        return _life[start] > 0;
    }

    /// <summary>Notes an expression to be looked through; true where it is known not to be empty.</summary>
    private bool Reach(int node, int source, Exploration seen)
    {
        while (_nodes[node].Kind == NodeKind.Concat) // as empty as its last part, unless another is empty
        {
            if (_life[node] != 0) return _life[node] > 0;
            if (!IsAlive(_nodes[node].A)) return false;
            node = _nodes[node].B;
        }
        if (_life[node] != 0) return _life[node] > 0;
        if (IsNullable(node)) return SetLife(node, true);
        Node n = _nodes[node];
        if (n.Kind == NodeKind.Union)
        {
            for (int i = 0; i < n.B; i++)
                if (Reach(_children[n.A + i], source, seen)) return true;
            return false;
        }
        if (n.Kind == NodeKind.Repeat) return IsAlive(node);
        Spend(1);
        seen.TryAdd(node, n.MinBytes);
        seen.Link(source, node);
        return false;
    }

    /// <summary>The expressions that a search has met, and from which.</summary>
    private sealed class Exploration
    {
        private readonly Dictionary<int, int> _lastLink = [];
        private readonly List<(int Source, int Before)> _links = [];

        /// <summary>Those that have not been looked through, the most promising first.</summary>
        public PriorityQueue<int, int> Open { get; } = new();

        /// <summary>Those of which something not empty is left.</summary>
        public Stack<int> Found { get; } = new();

        public IEnumerable<int> Nodes => _lastLink.Keys;

        public void TryAdd(int node, int distance)
        {
            if (_lastLink.TryAdd(node, -1)) Open.Enqueue(node, distance);
        }

        public void Link(int source, int target)
        {
            _links.Add((source, _lastLink[target]));
            _lastLink[target] = _links.Count - 1;
        }

        /// <summary>Those from which some are reached, and these.</summary>
        public HashSet<int> Backward(Stack<int> open)
        {
            HashSet<int> reached = [.. open];
            while (open.TryPop(out int node))
                for (int link = _lastLink[node]; link >= 0; link = _links[link].Before)
                    if (reached.Add(_links[link].Source)) open.Push(_links[link].Source);
            return reached;
        }
    }
}
