using System.Runtime.CompilerServices;

namespace EdgeAgent.Grammar.Regular;

/// <summary>Expressions that differ only far ahead.</summary>
internal sealed partial class LanguageSpace
{
    /// <summary>An expression that agrees on which texts of so many bytes are in it or begin one that is; simpler, where counts go beyond that.</summary>
    public int Alike(int node, int bytes)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) return node; // it need not be simpler
        Node n = _nodes[node];
        switch (n.Kind)
        {
            case NodeKind.Concat:
                int head = Alike(n.A, bytes), tail = Alike(n.B, bytes);
                return head == n.A && tail == n.B ? node : Concat(head, tail);
            case NodeKind.Union:
                int[] children = Children(node).ToArray();
                bool same = true;
                for (int i = 0; i < children.Length; i++)
                {
                    int child = Alike(children[i], bytes);
                    same &= child == children[i];
                    children[i] = child;
                }
                return same ? node : Union(children);
            case NodeKind.Repeat when (n.Flags & NodeFlags.Alive) != 0:
                int min = n.Min > bytes ? bytes + 1 : n.Min, max = n.Max > bytes ? Endless : n.Max; // each time takes a byte at least
                return min == n.Min && max == n.Max ? node : Repeat(n.A, min, max);
            case NodeKind.Counted when (n.Flags & NodeFlags.Alive) != 0 && n.Max != Endless && n.Max - bytes >= Need(n.A):
                return Counted(Alike(n.A, bytes), n.B, n.Min, Endless);
            default: return node;
        }
    }

    /// <summary>Where an expression is Min to Max characters of a set, with a bound: the node of the set, and the bounds.</summary>
    public (int Characters, int Min, int Max)? RunOf(int node)
    {
        Node n = _nodes[node];
        if (n.Kind == NodeKind.Repeat && (n.Min > 0 || n.Max != Endless) && _nodes[n.A].Kind == NodeKind.Spelling && (_nodes[n.A].Flags & NodeFlags.Contents) != 0) return (n.A, n.Min, n.Max);
        return null;
    }

    /// <summary>Whether any contents begin a text of an expression: it is, or an alternative is, anything followed by something.</summary>
    public bool IsSearch(int node)
    {
        Node n = _nodes[node];
        if (node == Any || (n.Kind == NodeKind.Concat && n.A == Any)) return (n.Flags & (NodeFlags.Alive | NodeFlags.Contents)) == (NodeFlags.Alive | NodeFlags.Contents);
        if (n.Kind != NodeKind.Union || (n.Flags & NodeFlags.Contents) == 0) return false;
        foreach (int child in Children(node))
            if (IsSearch(child)) return true;
        return false;
    }

    /// <summary>No more characters than this are needed to complete a text, however it has begun.</summary>
    private int Need(int node)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) return Endless;
        Node n = _nodes[node];
        switch (n.Kind)
        {
            case NodeKind.Epsilon: return 0;
            case NodeKind.Spelling: return 1;
            case NodeKind.Concat: return Math.Max(Sum(Need(n.A), LengthsOf(n.B)?.Min ?? Endless), Need(n.B));
            case NodeKind.Repeat: return Sum(Need(n.A), LengthsOf(n.A) is LengthSet one ? (int)Math.Min((long)one.Min * n.Min, Endless) : Endless);
            case NodeKind.Union:
                int most = 0;
                for (int i = 0; i < n.B; i++) most = Math.Max(most, Need(_children[n.A + i]));
                return most;
            default: return Endless;
        }
    }
}
