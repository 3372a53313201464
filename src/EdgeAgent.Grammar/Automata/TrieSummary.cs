namespace EdgeAgent.Grammar.Automata;

/// <summary>A set of characters: each ASCII one by its bit, all others together.</summary>
internal readonly record struct CharacterSet(ulong Low, ulong High, bool Others)
{
    public bool Holds(CharacterSet other) => (other.Low & ~Low) == 0 && (other.High & ~High) == 0 && (Others || !other.Others);
}

/// <summary>
/// What lies below the nodes of a token trie: which characters, and which tokens. Where an automaton goes on with each of these characters, whatever came
/// before, the tokens below a node are allowed without a look at them.
/// </summary>
internal sealed class TrieSummary
{
    private const int Worth = 6; // nodes below; a look at fewer is as cheap

    private readonly int[] _slots; // by node: one more than the index of its set; 0 where few nodes are below it, or no sound UTF-8
    private readonly CharacterSet[] _sets;
    private readonly int[] _tokens; // in the order of the trie
    private readonly int[] _firstTokens; // by node

    public TrieSummary(TokenTrie trie, int wordCount)
    {
        TrieNode[] nodes = trie.Nodes;
        _slots = new int[nodes.Length];
        _firstTokens = new int[nodes.Length + 1];
        List<int> tokens = [];
        All = new ulong[wordCount];
        for (int i = 0; i < nodes.Length; i++)
        {
            _firstTokens[i] = tokens.Count;
            for (int id = nodes[i].Token; id >= 0; id = trie.NextSame[id]) tokens.Add(id);
            trie.Mark(i, All);
        }
        _firstTokens[nodes.Length] = tokens.Count;
        _tokens = [.. tokens];
        List<CharacterSet> sets = [];
        Summarize(nodes, 0, StringAutomaton.Boundary, sets);
        _sets = [.. sets];
    }

    /// <summary>Every token of the trie.</summary>
    public ulong[] All { get; }

    public int TokenCount => _tokens.Length;

    /// <summary>The characters below a node at the end of a character, if it is worth while.</summary>
    public bool TryGet(int node, out CharacterSet below)
    {
        int slot = _slots[node];
        below = slot > 0 ? _sets[slot - 1] : default;
        return slot > 0;
    }

    /// <summary>The tokens at a node and below, in the order of the trie: the first, and one past the last.</summary>
    public (int First, int End) TokensAt(int node, int end) => (_firstTokens[node], _firstTokens[end]);

    public void Mark(int first, int end, Span<ulong> words)
    {
        foreach (int id in _tokens.AsSpan(first..end)) words[id >> 6] |= 1UL << id;
    }

    public void Clear(int first, int end, Span<ulong> words)
    {
        foreach (int id in _tokens.AsSpan(first..end)) words[id >> 6] &= ~(1UL << id);
    }

    /// <summary>The characters below a node; null where some bytes are no UTF-8. Recursion is as deep as tokens are long.</summary>
    private CharacterSet? Summarize(TrieNode[] nodes, int node, byte state, List<CharacterSet> sets)
    {
        CharacterSet? all = default(CharacterSet);
        for (int child = node + 1, end = nodes[node].End; child < end; child = nodes[child].End)
        {
            byte b = nodes[child].Byte;
            // Quotes, backslashes and controls are ASCII characters like others here; the automaton tells what they do.
            byte next = state == StringAutomaton.Boundary && b < 0x80 ? (byte)StringAutomaton.Boundary : StringAutomaton.Next[(state << 8) + b];
            if (next >= StringAutomaton.Close)
            {
                all = null;
                continue;
            }
            CharacterSet? below = nodes[child].End > child + 1 ? Summarize(nodes, child, next, sets) : default(CharacterSet);
            if (all is not CharacterSet known) continue;
            if (below is not CharacterSet more)
            {
                all = null;
                continue;
            }
            all = new CharacterSet(
                known.Low | more.Low | (b < 64 ? 1UL << b : 0),
                known.High | more.High | (b is >= 64 and < 128 ? 1UL << (b - 64) : 0),
                known.Others || more.Others || b >= 0x80);
        }
        if (all is CharacterSet set && state == StringAutomaton.Boundary && nodes[node].End - node > Worth)
        {
            sets.Add(set);
            _slots[node] = sets.Count;
        }
        return all;
    }
}
