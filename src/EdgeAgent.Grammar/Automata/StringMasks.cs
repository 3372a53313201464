using System.Collections.Concurrent;

namespace EdgeAgent.Grammar.Automata;

/// <summary>A place in the token trie where a token leaves a string: the closing quote has been read.</summary>
/// <param name="Node">The trie node of the quote.</param>
/// <param name="Characters">How many characters of the string the token begins before it.</param>
internal readonly record struct StringExit(int Node, int Characters);

/// <summary>
/// For one state inside a JSON string: which tokens stay inside it, and where others leave it. The first is the same in every grammar (for most
/// tokens), so that a mask inside a string is a copy and a look at the exits.
/// </summary>
internal sealed class StringMasks
{
    private readonly int[] _nodes; // of the exits
    private readonly int[] _lengths; // of the inner tokens, their characters
    private readonly ConcurrentDictionary<int, ulong[]> _capped = []; // by how many of them are too long

    /// <summary>Finds them.</summary>
    /// <param name="trie">The vocabulary.</param>
    /// <param name="start">The node after whose byte the state holds.</param>
    /// <param name="wordCount">Of a mask.</param>
    /// <param name="state">Of <see cref="StringAutomaton"/>.</param>
    public StringMasks(TokenTrie trie, int start, int wordCount, int state)
    {
        List<StringExit> exits = [];
        List<(int Characters, int Token)> inner = [];
        byte[] states = new byte[trie.MaxTokenBytes + 1];
        int[] started = new int[trie.MaxTokenBytes + 1];
        TrieNode[] nodes = trie.Nodes;
        states[nodes[start].Depth] = (byte)state;
        for (int i = start + 1, end = nodes[start].End; i < end;)
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
            for (int id = node.Token; id >= 0; id = trie.NextSame[id]) inner.Add((started[d], id));
            i++;
        }
        Exits = [.. exits];
        _nodes = Array.ConvertAll(Exits, e => e.Node);
        inner.Sort((a, b) => b.Characters.CompareTo(a.Characters));
        Tokens = [.. inner.Select(t => t.Token)];
        _lengths = [.. inner.Select(t => t.Characters)];
        Suffixes = new ExitTrie(trie, Exits);
        if (start != 0) return;
        Words = new ulong[wordCount];
        foreach (int id in Tokens) Words[id >> 6] |= 1UL << id;
        WordsAndClosing = (ulong[])Words.Clone();
        Suffixes.Mark(0, WordsAndClosing, ExitFilter.None);
    }

    /// <summary>Tokens that stay inside the string, those of most characters first.</summary>
    public int[] Tokens { get; }

    /// <summary>The same as a mask. From the root only, as what follows.</summary>
    public ulong[] Words { get; } = [];

    /// <summary>And those whose last byte is the closing quote.</summary>
    public ulong[] WordsAndClosing { get; } = [];

    /// <summary>In the order of their nodes.</summary>
    public StringExit[] Exits { get; }

    /// <summary>The exit at a node.</summary>
    public StringExit ExitAt(int node) => Exits[Array.BinarySearch(_nodes, node)];

    /// <summary>What follows the closing quotes.</summary>
    public ExitTrie Suffixes { get; }

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
        foreach (int id in Tokens.AsSpan(0, tooLong)) words[id >> 6] &= ~(1UL << id);
        return words;
    }
}
