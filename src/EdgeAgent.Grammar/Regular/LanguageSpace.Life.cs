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

    /// <summary>Looks for a way to the empty text, first where little seems to be missing. All on the way are alive then; else all that were seen are empty.</summary>
    private bool Search(int start)
    {
        Dictionary<int, int> from = new() { [start] = -1 };
        PriorityQueue<int, long> open = new();
        open.Enqueue(start, 0);
        while (open.TryDequeue(out int node, out _))
        {
            Row row = RowOf(node);
            foreach (int target in row.Targets)
            {
                if (!Reach(target, node, from, open)) continue;
                for (int at = node; at >= 0; at = from[at]) _life[at] = 1;
                return true;
            }
        }
        foreach (int node in from.Keys) _life[node] = -1;
        return false;
    }

    /// <summary>Notes an expression to be looked through; true where it is known not to be empty.</summary>
    private bool Reach(int node, int source, Dictionary<int, int> from, PriorityQueue<int, long> open)
    {
        while (_nodes[node].Kind == NodeKind.Concat) // as empty as its last part, unless another is empty
        {
            if (_life[node] != 0) return _life[node] > 0;
            if (!IsAlive(_nodes[node].A)) return false;
            node = _nodes[node].B;
        }
        if (_life[node] != 0) return _life[node] > 0;
        if (node == NothingId) return false;
        if (IsNullable(node)) return SetLife(node, true);
        Node n = _nodes[node];
        if (n.Kind == NodeKind.Union)
        {
            for (int i = 0; i < n.B; i++)
                if (Reach(_children[n.A + i], source, from, open)) return true;
            return false;
        }
        if (n.Kind == NodeKind.Repeat) return IsAlive(node);
        Spend(1);
        if (from.TryAdd(node, source)) open.Enqueue(node, n.MinBytes);
        return false;
    }
}
