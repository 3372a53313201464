using System.Buffers;

namespace EdgeAgent.Grammar.Regular;

/// <summary>Expressions from smaller ones, simplified by the laws that keep derivatives few.</summary>
internal sealed partial class LanguageSpace
{
    /// <summary>Unions of no more than so many parts are compared part by part.</summary>
    private const int MaxCompared = 24;

    /// <summary>Sequences are taken apart at unions of no more than so many parts.</summary>
    private const int MaxDistributed = 32;

    /// <summary>One, then the other.</summary>
    public int Concat(int a, int b)
    {
        if (a == NothingId || b == NothingId) return NothingId;
        if (a == EpsilonId) return b;
        if (b == EpsilonId) return a;
        if (_nodes[a].Kind != NodeKind.Concat) return Sequence(a, b);
        List<int> heads = []; // sequences may be long: no recursion
        for (; _nodes[a].Kind == NodeKind.Concat; a = _nodes[a].B) heads.Add(_nodes[a].A);
        b = Concat(a, b);
        for (int i = heads.Count - 1; i >= 0; i--) b = Concat(heads[i], b);
        return b;
    }

    /// <summary>A node that is no sequence, then another.</summary>
    private int Sequence(int a, int b)
    {
        Node first = _nodes[a], second = _nodes[b];
        if (first.Kind == NodeKind.Repeat)
        {
            // R{m,n} before anything at all: only the first m count. Before the same repeated: one repetition.
            bool beforeAny = Covers(second.Kind == NodeKind.Concat ? second.A : b, a);
            if (beforeAny && first.Max != first.Min) return Concat(Repeat(first.A, first.Min, first.Min), b);
            (int body, int min, int max, int rest) = Counter(b);
            if (body == first.A) return Concat(Repeat(body, Sum(first.Min, min), Sum(first.Max, max)), rest);
            if (_nodes[body = first.A].Kind == NodeKind.Spelling && (b == body || (second.Kind == NodeKind.Concat && second.A == body)))
                return Concat(Repeat(body, Sum(first.Min, 1), Sum(first.Max, 1)), b == body ? EpsilonId : second.B);
        }
        else if (first.Kind == NodeKind.Spelling)
        {
            (int body, int min, int max, int rest) = Counter(b);
            if (body == a) return Concat(Repeat(a, Sum(min, 1), Sum(max, 1)), rest);
            if (b == a || (second.Kind == NodeKind.Concat && second.A == a)) return Concat(Repeat(a, 2, 2), b == a ? EpsilonId : second.B);
        }
        if (Covers(b, a) && IsNullable(a)) return b;
        if (Leading(a, b) is int shorter && shorter != b) return Concat(a, shorter);
        NodeFlags flags = (first.Flags & second.Flags & (NodeFlags.Nullable | NodeFlags.Alive | NodeFlags.Contents | NodeFlags.Plain)) | ((first.Flags | second.Flags) & NodeFlags.HasLoop);
        return MakeNode(NodeKind.Concat, flags, a, b, minBytes: first.MinBytes + second.MinBytes);
    }

    /// <summary>What has to follow anything at all: of what may be repeated there, only as much as must be.</summary>
    private int Leading(int any, int node)
    {
        (int head, int tail) = _nodes[node].Kind == NodeKind.Concat ? (_nodes[node].A, _nodes[node].B) : (node, EpsilonId);
        if (!Covers(any, head)) return node;
        if (IsNullable(head)) return tail;
        return _nodes[head].Kind == NodeKind.Repeat && _nodes[head].Max != _nodes[head].Min ? Concat(Repeat(_nodes[head].A, _nodes[head].Min, _nodes[head].Min), tail) : node;
    }

    private static int Sum(int a, int b) => a == Endless || b == Endless ? Endless : (int)Math.Min((long)a + b, Endless - 1);

    /// <summary>A node as a repetition and what follows it; a body of -1 where it is none.</summary>
    private (int Body, int Min, int Max, int After) Counter(int node)
    {
        int rest = EpsilonId;
        if (_nodes[node].Kind == NodeKind.Concat) (node, rest) = (_nodes[node].A, _nodes[node].B);
        ref readonly Node n = ref _nodes[node];
        return n.Kind == NodeKind.Repeat ? (n.A, n.Min, n.Max, rest) : (-1, 0, 0, rest);
    }

    /// <summary>So many times; <see cref="Endless"/> for no bound.</summary>
    public int Repeat(int body, int min, int max)
    {
        if (body == NothingId) return min == 0 ? EpsilonId : NothingId;
        if (body == EpsilonId || max == 0) return EpsilonId;
        if (IsNullable(body)) min = 0;
        if (min == 1 && max == 1) return body;
        Node n = _nodes[body];
        if (n.Kind == NodeKind.Repeat)
        {
            if (n.Max == Endless && n.Min <= 1) return Repeat(n.A, n.Min == 0 ? 0 : min, Endless); // (R*){m,n}, (R+){m,n}
            if (n.Min == 0 && n.Max == 1) return Repeat(n.A, 0, max); // (R?){m,n}
        }
        if (max == Endless && min == 0 && Covers(Any, body) && Includes(body, _nodes[Any].A, 2)) return Any;
        NodeFlags flags = (n.Flags & (NodeFlags.Contents | NodeFlags.Plain | NodeFlags.HasLoop)) | (min == 0 ? NodeFlags.Nullable : 0) | ((n.Flags & NodeFlags.Alive) != 0 ? NodeFlags.Alive : 0);
        return MakeNode(NodeKind.Repeat, flags, body, 0, min, max, (int)Math.Min((long)min * n.MinBytes, MaxMinBytes));
    }

    /// <summary>Both together.</summary>
    public int Union(int a, int b) => a == b || b == NothingId ? a : a == NothingId ? b : Union([a, b]);

    /// <summary>All together.</summary>
    public int Union(ReadOnlySpan<int> parts)
    {
        int total = 0;
        foreach (int part in parts) total += _nodes[part].Kind == NodeKind.Union ? _nodes[part].B : 1;
        int[]? rented = total > 64 ? ArrayPool<int>.Shared.Rent(total) : null;
        try
        {
            Span<int> flat = rented is null ? stackalloc int[64] : rented;
            return FlatUnion(flat[..Flatten(parts, NodeKind.Union, flat)]);
        }
        finally
        {
            if (rented is not null) ArrayPool<int>.Shared.Return(rented);
        }
    }

    private int Flatten(ReadOnlySpan<int> parts, NodeKind kind, Span<int> flat)
    {
        int count = 0;
        foreach (int part in parts)
        {
            if (_nodes[part].Kind != kind) flat[count++] = part;
            else
            {
                Children(part).CopyTo(flat[count..]);
                count += _nodes[part].B;
            }
        }
        flat[..count].Sort();
        int kept = 0;
        for (int i = 0; i < count; i++)
            if (kept == 0 || flat[i] != flat[kept - 1]) flat[kept++] = flat[i];
        return kept;
    }

    private int FlatUnion(Span<int> parts)
    {
        int count = 0;
        bool nullable = false;
        int any = NothingId;
        foreach (int part in parts)
        {
            if (part > EpsilonId && (part == Any || part == _anyPlain)) any = part;
            nullable |= part > EpsilonId && IsNullable(part);
        }
        foreach (int part in parts)
        {
            if (part == NothingId || _life[part] < 0 || (part == EpsilonId && nullable) || (part != any && Covers(any, part))) continue;
            parts[count++] = part;
        }
        if (count <= MaxCompared) count = Absorb(parts, count);
        if (count == 0) return NothingId;
        if (count == 1) return parts[0];
        NodeFlags some = 0, all = (NodeFlags)255;
        int minBytes = int.MaxValue;
        foreach (int part in parts[..count])
        {
            some |= _nodes[part].Flags;
            all &= _nodes[part].Flags;
            minBytes = Math.Min(minBytes, _nodes[part].MinBytes);
        }
        return MakeNode(NodeKind.Union, (some & (NodeFlags.Nullable | NodeFlags.HasLoop)) | (all & (NodeFlags.Contents | NodeFlags.Plain | NodeFlags.Alive)), parts[..count], minBytes);
    }

    /// <summary>Drops what another part includes, and joins repetitions of the same that differ in their counts only.</summary>
    private int Absorb(Span<int> parts, int count)
    {
        for (int i = 0; i < count; i++)
            for (int j = 0; j < count; j++)
            {
                if (i == j) continue;
                int joined = Join(parts[i], parts[j]);
                if (joined < 0) continue;
                parts[i] = joined;
                parts[(j + 1)..count].CopyTo(parts[j..]);
                parts[..--count].Sort();
                (i, j) = (0, -1);
            }
        return count;
    }

    /// <summary>One expression for two, if there is a simple one; else -1.</summary>
    private int Join(int a, int b)
    {
        if (Includes(a, b, 6)) return a;
        (int body, int min, int max, int rest) = Counter(a);
        if (body < 0) return -1;
        (int otherBody, int otherMin, int otherMax, int otherRest) = Counter(b);
        bool joins = otherBody == body && otherRest == rest && otherMin <= Sum(max, 1) && min <= Sum(otherMax, 1);
        return joins ? Concat(Repeat(body, Math.Min(min, otherMin), Math.Max(max, otherMax)), rest) : -1;
    }

    /// <summary>Whether one set plainly includes the other; false where that cannot be seen at a glance.</summary>
    private bool Includes(int a, int b, int depth)
    {
        if (a == b || b == NothingId) return true;
        if (b == EpsilonId) return IsNullable(a);
        if (a <= EpsilonId || depth == 0) return false;
        if (Covers(a, b)) return true;
        Node x = _nodes[a], y = _nodes[b];
        switch (x.Kind)
        {
            case NodeKind.Union:
                if (x.B > 8) return false;
                foreach (int child in Children(a))
                    if (Includes(child, b, depth - 1)) return true;
                return false;
            case NodeKind.Repeat:
                if (y.Kind == NodeKind.Repeat && x.Min <= y.Min && y.Max <= x.Max && Includes(x.A, y.A, depth - 1)) return true;
                return x.Min <= 1 && y.Kind != NodeKind.Repeat && Includes(x.A, b, depth - 1);
            case NodeKind.Concat:
                if (y.Kind == NodeKind.Concat && Includes(x.A, y.A, depth - 1) && Includes(x.B, y.B, depth - 1)) return true;
                return (IsNullable(x.A) && Includes(x.B, b, depth - 1)) || (y.Kind != NodeKind.Concat && IsNullable(x.B) && Includes(x.A, b, depth - 1));
            case NodeKind.Difference:
                return y.Kind == NodeKind.Difference && Includes(x.A, y.A, depth - 1) && Includes(y.B, x.B, depth - 1);
            default: return false;
        }
    }

    /// <summary>What is in both.</summary>
    public int Intersect(int a, int b)
    {
        if (a == b) return a;
        if (a == NothingId || b == NothingId) return NothingId;
        if (a == EpsilonId || b == EpsilonId) return IsNullable(a) && IsNullable(b) ? EpsilonId : NothingId;
        if (_nodes[a].Kind == NodeKind.Difference) return Subtract(Intersect(_nodes[a].A, b), _nodes[a].B);
        if (_nodes[b].Kind == NodeKind.Difference) return Subtract(Intersect(a, _nodes[b].A), _nodes[b].B);
        if (LeafAtStart(a) is IByteAutomaton first && LeafAtStart(b) is IByteAutomaton second && Both(first, second) is IByteAutomaton both) return LeafOrNothing(both);
        if (TakesApart(a) || TakesApart(b))
        {
            if (!TakesApart(a)) (a, b) = (b, a);
            return OverChildren(a, b, static (space, child, other) => space.Intersect(child, other));
        }
        int[] parts = new int[(_nodes[a].Kind == NodeKind.Intersection ? _nodes[a].B : 1) + (_nodes[b].Kind == NodeKind.Intersection ? _nodes[b].B : 1)];
        return FlatIntersection(parts.AsSpan(0, Flatten([a, b], NodeKind.Intersection, parts)));
    }

    private static IByteAutomaton? Both(IByteAutomaton a, IByteAutomaton b) => a.Intersect(b) ?? b.Intersect(a);

    private int LeafOrNothing(IByteAutomaton automaton) => automaton.IsEmpty ? NothingId : LeafNode(automaton);

    private IByteAutomaton? LeafAtStart(int node)
    {
        ref readonly Node n = ref _nodes[node];
        if (n.Kind != NodeKind.Leaf) return null;
        IByteAutomaton automaton = _leaves[n.A];
        return automaton.Start == (((long)n.Min << 32) | (uint)n.Max) ? automaton : null;
    }

    /// <summary>Loops need a normal form, a union of intersections: else derivatives would nest without end.</summary>
    private bool TakesApart(int node) => _nodes[node].Kind == NodeKind.Union && HasLoop(node);

    private int OverChildren(int union, int other, Func<LanguageSpace, int, int, int> apply)
    {
        int[] children = Children(union).ToArray();
        for (int i = 0; i < children.Length; i++) children[i] = apply(this, children[i], other);
        return Union(children);
    }

    private int FlatIntersection(Span<int> parts)
    {
        int count = parts.Length;
        for (int i = 0; i < count && count <= MaxCompared; i++)
            for (int j = 0; j < count; j++)
            {
                if (i == j || !Includes(parts[i], parts[j], 4)) continue;
                parts[(i + 1)..count].CopyTo(parts[i..]); // implied by another
                count--;
                (i, j) = (0, -1);
            }
        return count == 1 ? parts[0] : Intersection(parts[..count]);
    }

    private int Intersection(ReadOnlySpan<int> parts)
    {
        NodeFlags some = 0, all = (NodeFlags)255;
        int minBytes = 0;
        foreach (int part in parts)
        {
            some |= _nodes[part].Flags;
            all &= _nodes[part].Flags;
            minBytes = Math.Max(minBytes, _nodes[part].MinBytes);
        }
        return Known(MakeNode(NodeKind.Intersection, (some & (NodeFlags.Contents | NodeFlags.Plain | NodeFlags.HasLoop)) | (all & NodeFlags.Nullable), parts, minBytes));
    }

    /// <summary>What is in the first and not in the second.</summary>
    public int Subtract(int a, int b)
    {
        if (a == NothingId || b == NothingId) return a;
        if (Includes(b, a, 6)) return NothingId;
        if (a == EpsilonId) return IsNullable(b) ? NothingId : a;
        if (_nodes[a].Kind == NodeKind.Difference) return Subtract(_nodes[a].A, Union(_nodes[a].B, b));
        if (LeafAtStart(a) is IByteAutomaton first && LeafAtStart(b) is IByteAutomaton second && first.Subtract(second) is IReadOnlyList<IByteAutomaton> rest)
            return rest.Aggregate(NothingId, (all, part) => Union(all, LeafOrNothing(part)));
        if (TakesApart(a)) return OverChildren(a, b, static (space, child, other) => space.Subtract(child, other));
        Node n = _nodes[a];
        NodeFlags flags = (n.Flags & (NodeFlags.Contents | NodeFlags.Plain | NodeFlags.HasLoop)) | (IsNullable(a) && !IsNullable(b) ? NodeFlags.Nullable : 0);
        return Known(MakeNode(NodeKind.Difference, flags, a, b, minBytes: n.MinBytes));
    }

    /// <summary>The node, or nothing where it has been found empty.</summary>
    private int Known(int node) => _life[node] < 0 ? NothingId : node;
}
