using EdgeAgent.Grammar.Automata;

namespace EdgeAgent.Grammar.Regular;

/// <summary>How many characters the texts of an expression have.</summary>
internal sealed partial class LanguageSpace
{
    private readonly Dictionary<int, LengthSet?> _lengths = [];

    /// <summary>The texts of an expression in which so many characters begin.</summary>
    private int Counted(int node, int state, int min, int max)
    {
        if (node == NothingId) return NothingId;
        if (LengthsOf(node) is LengthSet lengths)
        {
            if (!lengths.Meets(min, max)) return NothingId;
            if (lengths.Min >= min) min = 0;
            if (lengths.Max <= max) max = Endless;
        }
        if (min <= 0 && max == Endless) return node;
        Node n = _nodes[node];
        if (state == StringAutomaton.Boundary && n.Kind == NodeKind.Repeat && _nodes[n.A].Kind == NodeKind.Spelling) return Repeat(n.A, Math.Max(n.Min, min), Math.Min(n.Max, max));
        bool exact = _lengths[node] is not null && (n.Flags & NodeFlags.Alive) != 0;
        NodeFlags flags = (n.Flags & NodeFlags.HasLoop) | (exact ? NodeFlags.Alive : 0) | (IsNullable(node) && min <= 0 ? NodeFlags.Nullable : 0)
            | (state == StringAutomaton.Boundary ? n.Flags & (NodeFlags.Contents | NodeFlags.Plain) : 0);
        return Known(MakeNode(NodeKind.Counted, flags, node, state, Math.Max(min, 0), max, Math.Max(n.MinBytes, min)));
    }

    /// <summary>The lengths of the texts of an expression; null where they are not a few ranges or cannot be seen at a glance.</summary>
    private LengthSet? LengthsOf(int node)
    {
        if (_lengths.TryGetValue(node, out LengthSet? known)) return known;
        EnsureStack();
        Node n = _nodes[node];
        LengthSet? lengths = null;
        switch (n.Kind)
        {
            case NodeKind.Epsilon: lengths = LengthSet.Of(0, 0); break;
            case NodeKind.Spelling: lengths = ((Spelling)_payloads[node]!).IsStart ? LengthSet.Of(1, 1) : LengthSet.Of(0, 0); break;
            case NodeKind.Concat: lengths = LengthSet.Concat(LengthsOf(n.A), LengthsOf(n.B)); break;
            case NodeKind.Repeat: lengths = LengthsOf(n.A)?.Repeat(n.Min, n.Max); break;
            case NodeKind.Union:
                lengths = LengthsOf(_children[n.A]);
                for (int i = 1; i < n.B && lengths is not null; i++) lengths = LengthSet.Union(lengths, LengthsOf(_children[n.A + i]));
                break;
            case NodeKind.Counted: lengths = LengthsOf(n.A)?.Within(n.Min, n.Max); break;
        }
        return _lengths[node] = lengths;
    }
}
