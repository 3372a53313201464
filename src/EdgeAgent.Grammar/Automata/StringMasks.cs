using System.Collections.Concurrent;

namespace EdgeAgent.Grammar.Automata;

/// <summary>A place in the token trie where a token leaves a string: the closing quote has been read.</summary>
/// <param name="Node">The trie node of the quote.</param>
/// <param name="Characters">How many characters of the string the token holds before it.</param>
internal readonly record struct StringExit(int Node, int Characters);

/// <summary>
/// For one state inside a JSON string: which tokens stay inside it, and where others leave it. The first is the same in every grammar (for most
/// tokens), so that a mask inside a string is a copy and a look at the few exits, some hundred in a vocabulary of 128,000.
/// </summary>
internal sealed class StringMasks
{
    private readonly int[] _byLength; // inner tokens, those of most characters first
    private readonly int[] _lengths; // their characters
    private readonly ConcurrentDictionary<int, ulong[]> _capped = []; // by how many of them are too long

    public StringMasks(TokenTrie trie, int wordCount, int state)
    {
        Words = new ulong[wordCount];
        List<StringExit> exits = [];
        List<(int Characters, int Token)> inner = [];
        byte[] states = new byte[trie.MaxTokenBytes + 1];
        int[] started = new int[trie.MaxTokenBytes + 1];
        states[0] = (byte)state;
        TrieNode[] nodes = trie.Nodes;
        for (int i = 1; i < nodes.Length;)
        {
            ref readonly TrieNode node = ref nodes[i];
            int d = node.Depth;
            int from = states[d - 1];
            byte next = StringAutomaton.Next[(from << 8) + node.Byte];
            if (next >= StringAutomaton.Close)
            {
                if (next == StringAutomaton.Close) exits.Add(new StringExit(i, started[d - 1]));
                i = node.End;
                continue;
            }
            states[d] = next;
            started[d] = started[d - 1] + (from == StringAutomaton.Boundary ? 1 : 0);
            for (int id = node.Token; id >= 0; id = trie.NextSame[id])
            {
                Words[id >> 6] |= 1UL << id;
                inner.Add((started[d], id));
            }
            i++;
        }
        Exits = [.. exits];
        inner.Sort((a, b) => b.Characters.CompareTo(a.Characters));
        _byLength = [.. inner.Select(t => t.Token)];
        _lengths = [.. inner.Select(t => t.Characters)];
    }

    /// <summary>Tokens that stay inside the string.</summary>
    public ulong[] Words { get; }

    public StringExit[] Exits { get; }

    /// <summary>Tokens that stay inside and begin no more than so many characters. Kept once made: there are as many as different lengths.</summary>
    public ulong[] WordsUpTo(long characters)
    {
        int low = 0, high = _lengths.Length;
        while (low < high)
        {
            int middle = (low + high) >> 1;
            if (_lengths[middle] > characters) low = middle + 1;
            else high = middle;
        }
        if (low == 0) return Words;
        return _capped.TryGetValue(low, out ulong[]? words) ? words : _capped.GetOrAdd(low, Cap(low));
    }

    private ulong[] Cap(int tooLong)
    {
        ulong[] words = (ulong[])Words.Clone();
        foreach (int id in _byLength.AsSpan(0, tooLong)) words[id >> 6] &= ~(1UL << id);
        return words;
    }
}
