using System.Collections.Concurrent;
using EdgeAgent.Grammar.Automata;

namespace EdgeAgent.Grammar.Masks;

/// <summary>What is known beforehand of a vocabulary's trie, to find whole subtrees that an automaton reads alike. Immutable; some 12 MB for 128,000 tokens.</summary>
internal sealed class TrieIndex
{
    /// <summary>In <see cref="Low"/>: below there is what a string cannot hold, or an escape, or a quote.</summary>
    public const ulong NotPlain = 1;

    private const int MaxKept = 256; // lists of nodes

    private readonly int[] _tokens; // in the order of the nodes
    private readonly int[] _before; // by node: tokens at nodes before it
    private readonly byte[] _kinds; // by node: the kind of its byte where a character may begin, or 255
    private readonly ConcurrentDictionary<StaySet, int[]?> _leaving = [];
    private readonly ConcurrentDictionary<int, ulong[]> _longer = [];
    private readonly ConcurrentDictionary<int, ulong[]> _fewer = [];
    private readonly int[] _characters; // by token: how many it begins, where strings may hold it

    public TrieIndex(TokenTrie trie, int wordCount)
    {
        TrieNode[] nodes = trie.Nodes;
        (Trie, Low, High, Depth, IsBoundary) = (trie, new ulong[nodes.Length], new ulong[nodes.Length], new ushort[nodes.Length], new bool[nodes.Length]);
        (Characters, _characters) = (new ushort[nodes.Length], new int[trie.NextSame.Length]);
        _before = new int[nodes.Length + 1];
        List<int> tokens = [];
        _kinds = new byte[nodes.Length];
        _kinds[0] = 255;
        byte[] states = new byte[trie.MaxTokenBytes + 1];
        ushort[] begun = new ushort[trie.MaxTokenBytes + 1];
        IsBoundary[0] = true;
        for (int i = 0; i < nodes.Length; i++)
        {
            ref readonly TrieNode node = ref nodes[i];
            _before[i] = tokens.Count;
            byte before = i == 0 ? StringAutomaton.Dead : states[node.Depth - 1];
            if (i > 0) Characters[i] = begun[node.Depth] = (ushort)(begun[node.Depth - 1] + (before == StringAutomaton.Boundary ? 1 : 0));
            for (int id = node.Token; id >= 0; id = trie.NextSame[id])
            {
                tokens.Add(id);
                _characters[id] = Characters[i];
            }
            if (i == 0) continue;
            _kinds[i] = before == StringAutomaton.Boundary ? StaySet.KindOf(node.Byte) : (byte)255;
            byte state = states[node.Depth] = before >= StringAutomaton.Close ? StringAutomaton.Dead : StringAutomaton.Next[(before << 8) + node.Byte];
            IsBoundary[i] = state == StringAutomaton.Boundary;
            if (state >= StringAutomaton.Close || node.Byte == '\\') Low[i] = NotPlain;
        }
        _before[nodes.Length] = tokens.Count;
        _tokens = [.. tokens];
        Collect(nodes);
        StringMasks masks = new(trie, 0, wordCount, StringAutomaton.Boundary);
        Words = masks.Words;
        Quotes = Array.ConvertAll(masks.Exits, e => e.Node);
    }

    public TokenTrie Trie { get; }

    /// <summary>By node: which kinds of characters below 64 begin below it (see <see cref="StaySet"/>); the first bit is <see cref="NotPlain"/>.</summary>
    public ulong[] Low { get; }

    /// <summary>By node: which kinds from 64 to 127 begin below it.</summary>
    public ulong[] High { get; }

    /// <summary>By node: the depth of the deepest one below it, or its own.</summary>
    public ushort[] Depth { get; }

    /// <summary>By node: whether the bytes so far are whole characters of a string.</summary>
    public bool[] IsBoundary { get; }

    /// <summary>The tokens that a string may hold, from a boundary on.</summary>
    public ulong[] Words { get; }

    /// <summary>The nodes at which a character begins that is not in a set, where whole characters are before it, ascending; null where they are most of all.</summary>
    public int[]? Leaving(StaySet stay)
    {
        if (_leaving.TryGetValue(stay, out int[]? known)) return known;
        if (_leaving.Count >= MaxKept) _leaving.Clear();
        List<int> nodes = [];
        bool[] leaves = [.. Enumerable.Range(0, 256).Select(kind => kind < 255 && !stay.HasKind(kind))];
        for (int i = 0; i < _kinds.Length && nodes.Count <= _kinds.Length / 3; i++)
            if (leaves[_kinds[i]]) nodes.Add(i);
        return _leaving[stay] = nodes.Count <= _kinds.Length / 3 ? [.. nodes] : null;
    }

    /// <summary>The nodes at which a quote ends what a string may hold, ascending.</summary>
    public int[] Quotes { get; }

    /// <summary>By node: how many characters begin on the way to it, its byte included, where strings may hold them.</summary>
    public ushort[] Characters { get; }

    /// <summary>The tokens that begin so many characters at most, of those that strings may hold.</summary>
    public ulong[] UpToCharacters(int count) => _fewer.GetOrAdd(Math.Min(count, Trie.MaxTokenBytes), limit => Where(id => _characters[id] <= limit));

    /// <summary>The tokens of more bytes than that.</summary>
    public ulong[] Longer(int bytes) => _longer.GetOrAdd(bytes, limit => Where(id => Trie.BytesOf(id).Length > limit));

    private ulong[] Where(Predicate<int> condition)
    {
        ulong[] words = new ulong[Words.Length];
        foreach (int id in _tokens)
            if (condition(id)) words[id >> 6] |= 1UL << id;
        return words;
    }

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
            int kind = StaySet.KindOf(nodes[i].Byte);
            Low[parent] |= Low[i] | (kind < 64 ? 1UL << kind : 0);
            High[parent] |= High[i] | (kind is >= 64 and < 128 ? 1UL << (kind - 64) : 0);
            Depth[parent] = Math.Max(Depth[parent], Depth[i]);
        }
    }
}
