namespace EdgeAgent.Grammar.Automata;

/// <summary>Which tokens of an <see cref="ExitTrie"/> count.</summary>
/// <param name="MinCharacters">They begin at least so many characters of the string.</param>
/// <param name="MaxCharacters">At most.</param>
/// <param name="MaxQuotes">They hold at most so many quotes after the closing one.</param>
/// <param name="Excluded">Nodes of the token trie: quotes at which the string may not end. Few.</param>
/// <param name="Exits">Bits of the closing quotes that count; empty for all.</param>
internal readonly ref struct ExitFilter(long MinCharacters, long MaxCharacters, int MaxQuotes, ReadOnlySpan<int> Excluded, ReadOnlySpan<ulong> Exits)
{
    private readonly long _min = MinCharacters, _max = MaxCharacters;
    private readonly int _quotes = MaxQuotes;
    private readonly ReadOnlySpan<int> _excluded = Excluded;
    private readonly ReadOnlySpan<ulong> _exits = Exits;

    public static ExitFilter None => new(0, long.MaxValue, int.MaxValue, default, default);

    public bool IsNone { get; } = MinCharacters <= 0 && MaxCharacters == long.MaxValue && MaxQuotes == int.MaxValue && Excluded.IsEmpty && Exits.IsEmpty;

    public static ExitFilter Of(ReadOnlySpan<ulong> exits) => new(0, long.MaxValue, int.MaxValue, default, exits);

    public bool Allows(int characters, int quotes, int ordinal, int exit)
    {
        if (!_exits.IsEmpty && (_exits[ordinal >> 6] >> (ordinal & 63) & 1) == 0) return false;
        return characters >= _min && characters <= _max && quotes <= _quotes && (_excluded.IsEmpty || !_excluded.Contains(exit));
    }
}

/// <summary>
/// The tokens that leave a string, by what they hold after its closing quote. Hundreds of tokens end a string and go on in a few ways only (nothing, a comma,
/// a bracket): one walk over these decides for all.
/// </summary>
internal sealed class ExitTrie
{
    private readonly int[] _tokens;
    private readonly int[] _characters;
    private readonly int[] _ordinals;
    private readonly int[] _exits; // by ordinal
    private readonly Dictionary<int, int> _ordinalOf;
    private readonly byte[] _quotes;
    private readonly HashSet<int> _manyQuotes;
    private readonly int[] _ends; // by node: one past its last token

    /// <summary>Finds them.</summary>
    /// <param name="trie">The vocabulary.</param>
    /// <param name="exits">Where tokens leave.</param>
    /// <param name="within">How many bytes of the way to an exit are part of what follows: 0 where its byte, a quote, ends the text that is left.</param>
    public ExitTrie(TokenTrie trie, ReadOnlySpan<StringExit> exits, int within = 0)
    {
        List<(int Node, int Characters, int Exit)> found = [];
        _exits = [.. exits.ToArray().Select(e => e.Node)];
        _ordinalOf = new Dictionary<int, int>(_exits.Length);
        for (int i = 0; i < _exits.Length; i++) _ordinalOf.Add(_exits[i], i);
        foreach (StringExit exit in exits)
            for (int node = exit.Node; node < trie.Nodes[exit.Node].End; node++)
                if (trie.Nodes[node].Token >= 0) found.Add((node, exit.Characters, exit.Node));
        found.Sort((a, b) => SuffixOf(trie, a.Node, a.Exit, within).SequenceCompareTo(SuffixOf(trie, b.Node, b.Exit, within)));
        List<TrieNode> nodes = [new TrieNode { Token = -1 }];
        List<int> ends = [0];
        List<int> path = [0];
        List<int> tokens = [], characters = [], quits = [];
        List<byte> quotes = [];
        byte[] previous = [];
        foreach ((int node, int begun, int exit) in found)
        {
            byte[] suffix = SuffixOf(trie, node, exit, within).ToArray();
            int common = previous.AsSpan().CommonPrefixLength(suffix);
            Close(nodes, path, common);
            for (int d = common; d < suffix.Length; d++)
            {
                path.Add(nodes.Count);
                nodes.Add(new TrieNode { Byte = suffix[d], Depth = (ushort)(d + 1), Token = -1 });
                ends.Add(0);
            }
            int at = path[^1];
            if (nodes[at].Token < 0) nodes[at] = nodes[at] with { Token = tokens.Count };
            for (int id = trie.Nodes[node].Token; id >= 0; id = trie.NextSame[id])
            {
                tokens.Add(id);
                characters.Add(begun);
                quits.Add(_ordinalOf[exit]);
                quotes.Add((byte)Math.Min(255, suffix.AsSpan().Count((byte)'"')));
            }
            ends[at] = tokens.Count;
            previous = suffix;
        }
        Close(nodes, path, -1);
        Nodes = [.. nodes];
        (_tokens, _characters, _ordinals, _quotes, _ends) = ([.. tokens], [.. characters], [.. quits], [.. quotes], [.. ends]);
        ManyQuotes = [.. Enumerable.Range(0, _tokens.Length).Where(i => _quotes[i] > 1).Select(i => _exits[_ordinals[i]]).Distinct()];
        _manyQuotes = [.. ManyQuotes];
    }

    /// <summary>What follows the quote; the root has the tokens that end with it.</summary>
    public TrieNode[] Nodes { get; }

    public int ExitCount => _exits.Length;

    /// <summary>The closing quotes, as nodes of the token trie, of tokens that hold more than one quote after it.</summary>
    public int[] ManyQuotes { get; }

    /// <summary>Whether a closing quote is among <see cref="ManyQuotes"/>.</summary>
    public bool HasManyQuotes(int exit) => _manyQuotes.Contains(exit);

    /// <summary>The number of a closing quote, by its node.</summary>
    public int OrdinalOf(int exit) => _ordinalOf[exit];

    /// <summary>Sets the bits of the tokens of a node.</summary>
    public void Mark(int node, Span<ulong> words, in ExitFilter filter)
    {
        int first = Nodes[node].Token;
        if (first < 0) return;
        if (filter.IsNone)
        {
            foreach (int id in _tokens.AsSpan(first.._ends[node])) words[id >> 6] |= 1UL << id;
            return;
        }
        for (int i = first; i < _ends[node]; i++)
            if (filter.Allows(_characters[i], _quotes[i], _ordinals[i], _exits[_ordinals[i]])) words[_tokens[i] >> 6] |= 1UL << _tokens[i];
    }

    private static ReadOnlySpan<byte> SuffixOf(TokenTrie trie, int node, int exit, int within) => trie.PathOf(node)[(trie.Nodes[exit].Depth - within)..];

    private static void Close(List<TrieNode> nodes, List<int> path, int to)
    {
        while (path.Count > to + 1)
        {
            nodes[path[^1]] = nodes[path[^1]] with { End = nodes.Count };
            path.RemoveAt(path.Count - 1);
        }
    }
}
