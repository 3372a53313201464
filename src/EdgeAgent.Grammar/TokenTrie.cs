using System.Buffers.Binary;

namespace EdgeAgent.Grammar;

/// <summary>A node of the trie, in depth-first order: its first child is the next node, its next sibling is <see cref="End"/>.</summary>
internal struct TrieNode
{
    /// <summary>One past the last node of this subtree.</summary>
    public int End;

    /// <summary>A token whose bytes end here, or -1; others with the same bytes follow in <see cref="TokenTrie.NextSame"/>.</summary>
    public int Token;

    /// <summary>How many bytes the path to this node has; the root has 0.</summary>
    public ushort Depth;

    /// <summary>The last byte of the path.</summary>
    public byte Byte;

    /// <summary>Where the node has many children, one more than the index of its table in <see cref="TokenTrie.Tables"/>; else 0.</summary>
    public byte Table;
}

/// <summary>The token bytes of a vocabulary as a trie, flattened in depth-first order: a walk is one pass that skips what a state forbids.</summary>
internal sealed class TokenTrie
{
    private readonly byte[] _bytes;
    private readonly int[] _offsets;
    private readonly int[] _firstToken;

    public TokenTrie(byte[] bytes, int[] offsets, bool[] usable)
    {
        (_bytes, _offsets) = (bytes, offsets);
        int[] order = SortedIds(usable);
        List<TrieNode> nodes = new(order.Length * 2) { new TrieNode { Token = -1 } };
        List<int> firstToken = new(order.Length * 2) { order.Length > 0 ? order[0] : -1 };
        NextSame = new int[offsets.Length - 1];
        Array.Fill(NextSame, -1);
        Span<int> path = new int[ushort.MaxValue + 1]; // path[d]: the open node of depth d
        int depth = 0;
        ReadOnlySpan<byte> previous = default;
        foreach (int id in order)
        {
            ReadOnlySpan<byte> token = BytesOf(id);
            int common = previous.CommonPrefixLength(token);
            Close(nodes, path, ref depth, common);
            for (; depth < token.Length; depth++)
            {
                path[depth + 1] = nodes.Count;
                nodes.Add(new TrieNode { Byte = token[depth], Depth = (ushort)(depth + 1), Token = -1 });
                firstToken.Add(id);
            }
            TrieNode end = nodes[path[depth]];
            NextSame[id] = end.Token;
            end.Token = id;
            nodes[path[depth]] = end;
            MaxTokenBytes = Math.Max(MaxTokenBytes, token.Length);
            previous = token;
        }
        Close(nodes, path, ref depth, -1);
        Nodes = [.. nodes];
        _firstToken = [.. firstToken];
        Tables = MakeTables();
    }

    public TrieNode[] Nodes { get; }

    /// <summary>The children of nodes that have many, by byte; -1 where there is none. The root has the first.</summary>
    public int[][] Tables { get; }

    /// <summary>By token id: another token with the same bytes, or -1.</summary>
    public int[] NextSame { get; }

    public int MaxTokenBytes { get; }

    public ReadOnlySpan<byte> BytesOf(int id) => _bytes.AsSpan(_offsets[id]..(_offsets[id + 1]));

    /// <summary>The bytes on the way to a node.</summary>
    public ReadOnlySpan<byte> PathOf(int node) => BytesOf(_firstToken[node])[..Nodes[node].Depth];

    /// <summary>The child of a node by its byte, or -1.</summary>
    public int Child(int node, byte b)
    {
        TrieNode[] nodes = Nodes;
        if (nodes[node].Table > 0) return Tables[nodes[node].Table - 1][b];
        for (int child = node + 1, end = nodes[node].End; child < end; child = nodes[child].End)
            if (nodes[child].Byte == b) return child;
        return -1;
    }

    /// <summary>Sets the bit of every token that ends at a node.</summary>
    public void Mark(int node, Span<ulong> words)
    {
        for (int id = Nodes[node].Token; id >= 0; id = NextSame[id]) words[id >> 6] |= 1UL << id;
    }

    /// <summary>Tables for the root and for nodes of many children: hopping from one to the next would touch memory all over the trie.</summary>
    private int[][] MakeTables()
    {
        const int Many = 24;
        List<int[]> tables = [];
        for (int node = 0; node < Nodes.Length && tables.Count < byte.MaxValue; node++)
        {
            if (node > 0 && Nodes[node].End - node < Many * 2) continue; // small subtrees: nothing to gain
            int count = 0;
            for (int child = node + 1, end = Nodes[node].End; child < end; child = Nodes[child].End) count++;
            if (count < Many && node > 0) continue;
            int[] table = new int[256];
            Array.Fill(table, -1);
            for (int child = node + 1, end = Nodes[node].End; child < end; child = Nodes[child].End) table[Nodes[child].Byte] = child;
            tables.Add(table);
            Nodes[node].Table = (byte)tables.Count;
        }
        return [.. tables];
    }

    private static void Close(List<TrieNode> nodes, Span<int> path, ref int depth, int to)
    {
        for (; depth > to; depth--)
        {
            TrieNode node = nodes[path[depth]];
            node.End = nodes.Count;
            nodes[path[depth]] = node;
        }
        depth = Math.Max(depth, 0);
    }

    /// <summary>Ids in the order of their bytes. The first eight bytes as a number decide nearly always.</summary>
    private int[] SortedIds(bool[] usable)
    {
        List<int> ids = new(usable.Length);
        for (int id = 0; id < usable.Length; id++)
            if (usable[id]) ids.Add(id);
        int[] order = [.. ids];
        ulong[] heads = new ulong[order.Length];
        for (int i = 0; i < order.Length; i++) heads[i] = Head(BytesOf(order[i]));
        Array.Sort(heads, order);
        for (int start = 0; start < order.Length;)
        {
            int end = start + 1;
            while (end < order.Length && heads[end] == heads[start]) end++;
            if (end - start > 1) order.AsSpan(start, end - start).Sort((a, b) => Compare(a, b));
            start = end;
        }
        return order;
    }

    private int Compare(int a, int b)
    {
        int bytes = BytesOf(a).SequenceCompareTo(BytesOf(b));
        return bytes != 0 ? bytes : b.CompareTo(a); // equal bytes: the smaller id last, so that it heads the chain
    }

    private static ulong Head(ReadOnlySpan<byte> token)
    {
        Span<byte> head = stackalloc byte[8];
        head.Clear();
        token[..Math.Min(8, token.Length)].CopyTo(head);
        return BinaryPrimitives.ReadUInt64BigEndian(head);
    }
}
