using EdgeAgent.Grammar.Automata;
using EdgeAgent.Grammar.Regex;

namespace EdgeAgent.Grammar.Regular;

/// <summary>The nodes: each expression once.</summary>
internal sealed partial class LanguageSpace
{
    public const int NothingId = 0;
    public const int EpsilonId = 1;

    /// <summary>The bound of what is repeated without end.</summary>
    public const int Endless = int.MaxValue;

    private const int MaxMinBytes = 1 << 28;

    private Node[] _nodes = new Node[64];
    private object?[] _payloads = new object?[64]; // the spelling or automaton of a node
    private Row?[] _rows = new Row?[64];
    private sbyte[] _life = new sbyte[64]; // 1: not empty, -1: empty, 0: not known
    private int _count;
    private int[] _children = new int[64];
    private int _childCount;
    private int[] _buckets = NewBuckets(128);
    private int _anyPlain;
    private long _spent;

    /// <summary>The node of <see cref="AnyContents"/>; 0 while the space is made.</summary>
    public int Any { get; }

    public bool IsNullable(int node) => (_nodes[node].Flags & NodeFlags.Nullable) != 0;

    /// <summary>Whether a node is <see cref="Any"/> or <see cref="AnyPlain"/>, and another is plainly part of it.</summary>
    private bool Covers(int any, int node) => any > EpsilonId
        && ((any == Any && (_nodes[node].Flags & NodeFlags.Contents) != 0) || (any == _anyPlain && (_nodes[node].Flags & NodeFlags.Plain) != 0));

    private bool HasLoop(int node) => (_nodes[node].Flags & NodeFlags.HasLoop) != 0;

    private ReadOnlySpan<int> Children(int node) => _children.AsSpan(_nodes[node].A, _nodes[node].B);

    /// <summary>The node of every text in sound UTF-8.</summary>
    public int AnyPlain => _anyPlain != 0 ? _anyPlain : _anyPlain = Repeat(Characters(CodePoints.All, plain: true), 0, Endless);

    /// <summary>One character of a set, as JSON strings write it or in plain UTF-8.</summary>
    public int Characters(CodePoints set, bool plain = false) => set.IsEmpty ? NothingId : SpellingNode(plain ? set.PlainSpelling : set.Spelling);

    private int SpellingNode(Spelling spelling)
    {
        if (spelling == Spelling.End) return EpsilonId;
        int node = MakeNode(NodeKind.Spelling, NodeFlags.Alive | spelling.Flags, spelling.Id, 0, minBytes: 1);
        _payloads[node] = spelling;
        return node;
    }

    private int TextNode(ReadOnlySpan<byte> text)
    {
        byte state = StringAutomaton.Boundary;
        bool[] starts = new bool[text.Length];
        for (int i = 0; i < text.Length; i++)
        {
            starts[i] = state is StringAutomaton.Boundary or >= StringAutomaton.Close;
            state = starts[i] ? StringAutomaton.Next[text[i]] : StringAutomaton.Next[(state << 8) + text[i]];
        }
        int node = EpsilonId;
        for (int i = text.Length - 1; i >= 0; i--) node = Concat(SpellingNode(Spelling.OfByte(text[i], starts[i])), node);
        return node;
    }

    private int LeafNode(IByteAutomaton automaton)
    {
        for (int i = 0; i < _leaves.Count; i++)
            if (ReferenceEquals(_leaves[i], automaton)) return LeafNode(i, automaton.Start);
        _leaves.Add(automaton);
        return LeafNode(_leaves.Count - 1, automaton.Start);
    }

    private readonly List<IByteAutomaton> _leaves = [];

    private int LeafNode(int leaf, long state)
    {
        if (state < 0) return NothingId;
        NodeFlags flags = NodeFlags.Alive | (_leaves[leaf].Accepts(state) ? NodeFlags.Nullable : 0);
        return MakeNode(NodeKind.Leaf, flags, leaf, 0, (int)(state >> 32), (int)state, (flags & NodeFlags.Nullable) != 0 ? 0 : Math.Max(1, _leaves[leaf].MinBytes(state)));
    }

    /// <summary>A node to stand for one that is not there yet: see <see cref="SetLoop"/>.</summary>
    public int MakeLoop(bool nullable, bool plain) =>
        MakeNode(NodeKind.Loop, NodeFlags.HasLoop | (plain ? NodeFlags.Plain : NodeFlags.Contents) | (nullable ? NodeFlags.Nullable : 0), _count, 0);

    /// <summary>Says what a loop stands for. It may refer to the loop only after a character at least.</summary>
    public void SetLoop(int loop, int body) => _nodes[loop].B = body;

    private int MakeNode(NodeKind kind, NodeFlags flags, int a, int b, int min = 0, int max = 0, int minBytes = 0)
    {
        int hash = HashCode.Combine((int)kind, a, kind == NodeKind.Loop ? 0 : b, min, max) & int.MaxValue;
        for (int i = _buckets[hash & (_buckets.Length - 1)]; i >= 0; i = _nodes[i].NextSame)
        {
            ref readonly Node n = ref _nodes[i];
            if (n.Kind == kind && n.A == a && n.B == b && n.Min == min && n.Max == max) return i;
        }
        return Add(new Node { Kind = kind, Flags = flags, A = a, B = b, Min = min, Max = max, MinBytes = Math.Min(minBytes, MaxMinBytes) }, hash);
    }

    /// <summary>A union or intersection of children in ascending order.</summary>
    private int MakeNode(NodeKind kind, NodeFlags flags, ReadOnlySpan<int> children, int minBytes)
    {
        int hash = HashOf(kind, children);
        for (int i = _buckets[hash & (_buckets.Length - 1)]; i >= 0; i = _nodes[i].NextSame)
            if (_nodes[i].Kind == kind && Children(i).SequenceEqual(children)) return i;
        while (_childCount + children.Length > _children.Length) Array.Resize(ref _children, _children.Length * 2);
        children.CopyTo(_children.AsSpan(_childCount));
        _childCount += children.Length;
        Spend(children.Length / 8);
        return Add(new Node { Kind = kind, Flags = flags, A = _childCount - children.Length, B = children.Length, MinBytes = minBytes }, hash);
    }

    private static int HashOf(NodeKind kind, ReadOnlySpan<int> children)
    {
        HashCode hash = default;
        hash.Add((int)kind);
        foreach (int child in children) hash.Add(child);
        return hash.ToHashCode() & int.MaxValue;
    }

    private int Add(Node node, int hash)
    {
        Spend(1);
        if (_count == _nodes.Length) Grow();
        int id = _count++;
        ref int bucket = ref _buckets[hash & (_buckets.Length - 1)];
        node.NextSame = bucket;
        bucket = id;
        _nodes[id] = node;
        if ((node.Flags & NodeFlags.Alive) != 0) _life[id] = 1;
        return id;
    }

    private void Grow()
    {
        int size = _nodes.Length * 2;
        Array.Resize(ref _nodes, size);
        Array.Resize(ref _payloads, size);
        Array.Resize(ref _rows, size);
        Array.Resize(ref _life, size);
        _buckets = NewBuckets(size * 2);
        for (int i = 0; i < _count; i++)
        {
            ref Node n = ref _nodes[i];
            int hash = n.Kind is NodeKind.Union or NodeKind.Intersection
                ? HashOf(n.Kind, Children(i)) : HashCode.Combine((int)n.Kind, n.A, n.Kind == NodeKind.Loop ? 0 : n.B, n.Min, n.Max) & int.MaxValue;
            ref int bucket = ref _buckets[hash & (_buckets.Length - 1)];
            n.NextSame = bucket;
            bucket = i;
        }
    }

    private static int[] NewBuckets(int size)
    {
        int[] buckets = new int[size];
        buckets.AsSpan().Fill(-1);
        return buckets;
    }

    private void Spend(int units)
    {
        _spent += units;
        if (_spent > _limit) throw new LanguageTooLargeException($"it needs more than {_limit / UnitsAState:N0} states");
        if ((_spent & 1023) == 0) _cancellationToken.ThrowIfCancellationRequested();
    }
}
