using EdgeAgent.Grammar.Automata;

namespace EdgeAgent.Grammar.Masks;

/// <summary>What is known beforehand of a vocabulary's trie, to find whole subtrees that an automaton reads alike. Immutable; some 12 MB for 128,000 tokens.</summary>
internal sealed class TrieIndex
{
    /// <summary>In <see cref="Low"/>: there are bytes other than ASCII below.</summary>
    public const ulong NotAscii = 1;

    /// <summary>In <see cref="Low"/>: below there is what a string cannot hold, or an escape, or a quote.</summary>
    public const ulong NotPlain = 2;

    private readonly int[] _tokens; // in the order of the nodes
    private readonly int[] _before; // by node: tokens at nodes before it
    private readonly int[][] _ofByte = new int[128][]; // nodes by byte, where a character may begin
    private readonly int[] _sizes = new int[128]; // nodes below those

    public TrieIndex(TokenTrie trie, int wordCount)
    {
        TrieNode[] nodes = trie.Nodes;
        (Trie, Low, High, Depth, IsBoundary) = (trie, new ulong[nodes.Length], new ulong[nodes.Length], new ushort[nodes.Length], new bool[nodes.Length]);
        _before = new int[nodes.Length + 1];
        List<int> tokens = [];
        List<int>[] ofByte = [.. Enumerable.Range(0, 128).Select(_ => new List<int>())];
        byte[] states = new byte[trie.MaxTokenBytes + 1];
        IsBoundary[0] = true;
        for (int i = 0; i < nodes.Length; i++)
        {
            ref readonly TrieNode node = ref nodes[i];
            _before[i] = tokens.Count;
            for (int id = node.Token; id >= 0; id = trie.NextSame[id]) tokens.Add(id);
            if (i == 0) continue;
            byte before = states[node.Depth - 1];
            if (before == StringAutomaton.Boundary && node.Byte < 128) ofByte[node.Byte].Add(i);
            byte state = states[node.Depth] = before >= StringAutomaton.Close ? StringAutomaton.Dead : StringAutomaton.Next[(before << 8) + node.Byte];
            IsBoundary[i] = state == StringAutomaton.Boundary;
            if (state >= StringAutomaton.Close || node.Byte == '\\') Low[i] = NotPlain;
        }
        _before[nodes.Length] = tokens.Count;
        _tokens = [.. tokens];
        Collect(nodes);
        Words = new ulong[wordCount];
        for (int b = 0; b < 128; b++)
        {
            _ofByte[b] = [.. ofByte[b]];
            foreach (int node in _ofByte[b]) _sizes[b] += nodes[node].End - node;
        }
        StringMasks masks = new(trie, 0, wordCount, StringAutomaton.Boundary);
        Words = masks.Words;
    }

    public TokenTrie Trie { get; }

    /// <summary>By node: which bytes below 64 occur below it; the first two bits are those above.</summary>
    public ulong[] Low { get; }

    /// <summary>By node: which bytes from 64 to 127 occur below it.</summary>
    public ulong[] High { get; }

    /// <summary>By node: the depth of the deepest one below it, or its own.</summary>
    public ushort[] Depth { get; }

    /// <summary>By node: whether the bytes so far are whole characters of a string.</summary>
    public bool[] IsBoundary { get; }

    /// <summary>The tokens that a string may hold, from a boundary on.</summary>
    public ulong[] Words { get; }

    /// <summary>The nodes with an ASCII byte before which there are whole characters only, ascending.</summary>
    public ReadOnlySpan<int> NodesOf(int b) => _ofByte[b];

    /// <summary>How many nodes there are from those of a byte on.</summary>
    public int SizeOf(int b) => _sizes[b];

    /// <summary>The tokens at a range of nodes.</summary>
    public ReadOnlySpan<int> TokensOf(int first, int end) => _tokens.AsSpan(_before[first], _before[end] - _before[first]);

    /// <summary>From the last node to the first, each tells its parent.</summary>
    private void Collect(TrieNode[] nodes)
    {
        int[] parents = new int[nodes.Length];
        int[] path = new int[ushort.MaxValue + 1];
        for (int i = 1; i < nodes.Length; i++)
        {
            parents[i] = path[nodes[i].Depth - 1];
            path[nodes[i].Depth] = i;
        }
        for (int i = nodes.Length - 1; i >= 0; i--)
        {
            Depth[i] = Math.Max(Depth[i], nodes[i].Depth);
            if (i == 0) break;
            int parent = parents[i];
            byte b = nodes[i].Byte;
            Low[parent] |= Low[i] | (b >= 128 ? NotAscii : b is >= 32 and < 64 ? 1UL << b : 0);
            High[parent] |= High[i] | (b is >= 64 and < 128 ? 1UL << (b - 64) : 0);
            Depth[parent] = Math.Max(Depth[parent], Depth[i]);
        }
    }
}
