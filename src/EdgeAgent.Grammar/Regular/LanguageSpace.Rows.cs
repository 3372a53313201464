using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using EdgeAgent.Grammar.Automata;

namespace EdgeAgent.Grammar.Regular;

/// <summary>Derivatives: what is left of an expression after each byte.</summary>
internal sealed partial class LanguageSpace
{
    /// <summary>What is left of an expression after each byte; kept.</summary>
    public Row RowOf(int node)
    {
        if (_rows[node] is Row known) return known;
        EnsureStack();
        Row row = MakeRow(node);
        Spend(1 + (row.Last.Length / 8));
        return _rows[node] = row;
    }

    /// <summary>What is left of an expression after a character.</summary>
    public int AfterCharacter(int node, int character, bool plain)
    {
        string text = char.ConvertFromUtf32(character);
        foreach (byte b in plain ? Encoding.UTF8.GetBytes(text) : JsonText.Escaped(text)) node = RowOf(node).After(b);
        return node;
    }

    private static void EnsureStack()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw new LanguageTooLargeException("it is nested too deeply");
    }

    private Row MakeRow(int node)
    {
        Node n = _nodes[node];
        switch (n.Kind)
        {
            case NodeKind.Spelling: return SpellingRow((Spelling)_payloads[node]!);
            case NodeKind.Concat: return ConcatRow(node);
            case NodeKind.Union: return UnionRow(node);
            case NodeKind.Repeat: return Sum([(RowOf(n.A), Repeat(n.A, Math.Max(n.Min - 1, 0), n.Max == Endless ? Endless : n.Max - 1))]);
            case NodeKind.Leaf: return LeafRow(n.A, ((long)n.Min << 32) | (uint)n.Max);
            case NodeKind.Loop: return RowOf(n.B);
            case NodeKind.Counted: return CountedRow(n);
            case NodeKind.Difference: return Both(RowOf(n.A), RowOf(n.B), static (space, a, b) => space.Subtract(a, b));
            case NodeKind.Intersection:
                Row row = RowOf(Children(node)[0]);
                for (int i = 1; i < n.B; i++) row = Both(row, RowOf(Children(node)[i]), static (space, a, b) => space.Intersect(a, b));
                return row;
            default: return Row.Dead;
        }
    }

    private Row SpellingRow(Spelling spelling)
    {
        int[] targets = new int[spelling.Last.Length];
        for (int i = 0; i < targets.Length; i++) targets[i] = spelling.Next[i] is Spelling next ? SpellingNode(next) : NothingId;
        return new Row(spelling.Last, targets);
    }

    private Row LeafRow(int leaf, long state)
    {
        RowBuilder row = new(stackalloc byte[256], stackalloc int[256]);
        IByteAutomaton automaton = _leaves[leaf];
        (byte first, byte last) = automaton.Alphabet;
        if (first > 0) row.Add((byte)(first - 1), NothingId);
        long before = -1;
        int node = NothingId;
        for (int b = first; b <= last; b++)
        {
            long next = automaton.Next(state, (byte)b);
            if (next != before) (before, node) = (next, LeafNode(leaf, next));
            row.Add((byte)b, node);
        }
        if (last < 255) row.Add(255, NothingId);
        return row.ToRow();
    }

    /// <summary>A sequence: what is left of its head and then the tail; of the tail too, where the head may be empty; and so on.</summary>
    private Row ConcatRow(int node)
    {
        List<(Row, int)> pieces = [];
        while (true)
        {
            Node n = _nodes[node];
            if (n.Kind != NodeKind.Concat)
            {
                pieces.Add((RowOf(node), EpsilonId));
                break;
            }
            pieces.Add((RowOf(n.A), n.B));
            if (!IsNullable(n.A)) break;
            node = n.B;
        }
        return Sum(pieces.ToArray());
    }

    private Row UnionRow(int node)
    {
        int[] children = Children(node).ToArray();
        (Row, int)[] pieces = new (Row, int)[children.Length];
        for (int i = 0; i < pieces.Length; i++) pieces[i] = (RowOf(children[i]), EpsilonId);
        return Sum(pieces);
    }

    /// <summary>The union of some rows, each followed by a rest.</summary>
    private Row Sum(ReadOnlySpan<(Row Row, int After)> pieces)
    {
        if (pieces.Length == 1 && pieces[0].After == EpsilonId) return pieces[0].Row;
        RowBuilder row = new(stackalloc byte[256], stackalloc int[256]);
        // Most ranges have the same targets as an earlier one: some of them are remembered, one behind the other.
        const int Remembered = 8;
        int width = pieces.Length, known = 0;
        int[] rented = ArrayPool<int>.Shared.Rent(width * (3 + Remembered));
        Span<int> at = rented.AsSpan(0, width), left = rented.AsSpan(width, width), some = rented.AsSpan(width * 2, width), before = rented.AsSpan(width * 3);
        Span<int> unions = stackalloc int[Remembered];
        at.Clear();
        for (int i = 0; i < width; i++) left[i] = Followed(pieces[i].Row.Targets[0], pieces[i].After);
        for (int from = 0; from < 256;)
        {
            int to = 255;
            for (int i = 0; i < width; i++)
            {
                Row piece = pieces[i].Row;
                if (piece.Last[at[i]] < from) left[i] = Followed(piece.Targets[++at[i]], pieces[i].After);
                to = Math.Min(to, piece.Last[at[i]]);
            }
            int same = 0;
            while (same < known && !before.Slice(same * width, width).SequenceEqual(left)) same++;
            if (same == known)
            {
                same = known < Remembered ? known++ : from % Remembered;
                left.CopyTo(before.Slice(same * width, width));
                int count = 0;
                foreach (int target in left)
                    if (target != NothingId) some[count++] = target;
                unions[same] = count switch { 0 => NothingId, 1 => some[0], 2 => Union(some[0], some[1]), _ => Union(some[..count]) };
            }
            row.Add((byte)to, unions[same]);
            from = to + 1;
        }
        ArrayPool<int>.Shared.Return(rented);
        return row.ToRow();
    }

    /// <summary>A sequence that is taken apart at a union, so that equal parts meet.</summary>
    private int Followed(int node, int rest)
    {
        if (node == NothingId || rest == EpsilonId) return node;
        if (_nodes[node].Kind != NodeKind.Union || _nodes[node].B > MaxDistributed) return Concat(node, rest);
        Span<int> parts = stackalloc int[MaxDistributed];
        int count = _nodes[node].B;
        for (int i = 0; i < count; i++) parts[i] = Concat(Children(node)[i], rest);
        return Union(parts[..count]);
    }

    private Row Both(Row a, Row b, Func<LanguageSpace, int, int, int> join)
    {
        RowBuilder row = new(stackalloc byte[256], stackalloc int[256]);
        for (int i = 0, j = 0; i < a.Last.Length && j < b.Last.Length;)
        {
            int to = Math.Min(a.Last[i], b.Last[j]);
            row.Add((byte)to, join(this, a.Targets[i], b.Targets[j]));
            if (a.Last[i] == to) i++;
            if (b.Last[j] == to) j++;
        }
        return row.ToRow();
    }

    private Row CountedRow(Node n) => Both(RowOf(n.A), CharacterRows[n.B], (space, left, state) =>
    {
        if (left == NothingId || state == 0) return NothingId;
        bool begins = n.B == StringAutomaton.Boundary;
        if (begins && n.Max == 0) return NothingId;
        int max = begins && n.Max != Endless ? n.Max - 1 : n.Max;
        return space.Counted(left, state - 1, begins ? Math.Max(n.Min - 1, 0) : n.Min, max);
    });

    /// <summary>By state of the automaton of characters: where each byte leads, plus one; 0 where it may not stand.</summary>
    private static readonly Row[] CharacterRows = [.. Enumerable.Range(0, StringAutomaton.StateCount).Select(state =>
    {
        RowBuilder row = new(new byte[256], new int[256]);
        for (int b = 0; b < 256; b++)
        {
            byte next = StringAutomaton.Next[(state << 8) + b];
            row.Add((byte)b, next >= StringAutomaton.Close ? 0 : next + 1);
        }
        return row.ToRow();
    })];
}
