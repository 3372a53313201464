using System.Runtime.CompilerServices;

namespace EdgeAgent.Tokenizers.Unigram;

/// <summary>Finds every piece that begins at a place of a text, by one walk over its bytes.</summary>
/// <remarks>The children of a node lie side by side, so that a step is a search in a few bytes, and building takes linear time and memory
/// whatever the pieces are. Immutable.</remarks>
internal sealed class PieceTrie
{
    /// <summary>No node.</summary>
    public const int None = -1;

    private readonly int[] _root = new int[256];   // by byte: the first step, which most walks do not survive
    private readonly byte[] _labels;               // by node: the byte that leads to it
    private readonly int[] _firstChild;            // by node; the last child is the one before the next node's first
    private readonly int[] _ids;                   // by node: the piece that ends there, or -1

    /// <param name="pieces">Pieces with their ids; of equal ones the last counts, empty ones do not.</param>
    public PieceTrie(IEnumerable<(byte[] Piece, int Id)> pieces)
    {
        (byte[] Piece, int Id)[] sorted = [.. pieces.Where(static entry => entry.Piece.Length > 0)
            .OrderBy(static entry => entry.Piece, ByteOrder.Instance)];
        List<byte> labels = [0];
        List<int> firstChild = [], ids = [-1];
        // Level by level, so that siblings get neighbouring numbers: each entry is a node's share of the sorted pieces.
        List<(int First, int End)> level = [(0, sorted.Length)];
        for (int depth = 0; level.Count > 0; depth++)
        {
            List<(int First, int End)> next = [];
            foreach ((int first, int end) in level)
            {
                firstChild.Add(labels.Count);
                for (int i = first, until; i < end; i = until)
                {
                    if (sorted[i].Piece.Length == depth)   // the node's own piece
                    {
                        until = i + 1;
                        continue;
                    }
                    byte label = sorted[i].Piece[depth];
                    for (until = i + 1; until < end && sorted[until].Piece[depth] == label;) until++;
                    labels.Add(label);
                    ids.Add(-1);
                    for (int j = i; j < until && sorted[j].Piece.Length == depth + 1; j++) ids[^1] = sorted[j].Id;
                    next.Add((i, until));
                }
            }
            level = next;
        }
        firstChild.Add(labels.Count);
        (_labels, _firstChild, _ids) = ([.. labels], [.. firstChild], [.. ids]);
        for (int b = 0; b < 256; b++) _root[b] = Search(0, (byte)b);
        Longest = sorted.Length == 0 ? 0 : sorted.Max(static entry => entry.Piece.Length);
    }

    /// <summary>Length of the longest piece in bytes.</summary>
    public int Longest { get; }

    /// <summary>The node that the first byte leads to, or <see cref="None"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int First(byte label) => _root[label];

    /// <summary>The node that one more byte leads to, or <see cref="None"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next(int node, byte label)
    {
        int first = _firstChild[node], count = _firstChild[node + 1] - first;
        if (count == 1) return _labels[first] == label ? first : None;
        return count == 0 ? None : Search(node, label);
    }

    /// <summary>The piece that ends at a node, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Id(int node) => _ids[node];

    /// <summary>The id of a whole piece, or -1.</summary>
    public int Find(ReadOnlySpan<byte> piece)
    {
        if (piece.Length == 0 || piece.Length > Longest) return -1;
        int node = First(piece[0]);
        for (int i = 1; i < piece.Length && node >= 0; i++) node = Next(node, piece[i]);
        return node < 0 ? -1 : Id(node);
    }

    /// <summary>The length of each piece in bytes, by id.</summary>
    public int[] Lengths(int size)
    {
        var lengths = new int[size];
        var depths = new int[_labels.Length];
        for (int node = 0; node < depths.Length; node++)
        {
            for (int child = _firstChild[node]; child < _firstChild[node + 1]; child++) depths[child] = depths[node] + 1;
            if (_ids[node] >= 0) lengths[_ids[node]] = depths[node];
        }
        return lengths;
    }

    private int Search(int node, byte label)
    {
        int first = _firstChild[node];
        int at = _labels.AsSpan(first, _firstChild[node + 1] - first).IndexOf(label);
        return at < 0 ? None : first + at;
    }

    private sealed class ByteOrder : IComparer<byte[]>
    {
        public static ByteOrder Instance { get; } = new();

        public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
    }
}
