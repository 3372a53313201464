using System.Collections.Concurrent;
using System.Text;
using EdgeAgent.Grammar.Automata;
using EdgeAgent.Grammar.Masks;

namespace EdgeAgent.Grammar;

/// <summary>The token bytes of a tokenizer, prepared once for every grammar that is used with it.</summary>
/// <remarks>
/// Immutable and thread-safe (what it computes on first use is shared). Make one for each tokenizer and keep it: for 128,000 tokens it takes about
/// a tenth of a second and some 10 MB.
/// </remarks>
public sealed class GrammarVocabulary
{
    private readonly int[] _endIds;
    private readonly bool[] _isEnd;
    private readonly bool[] _spellable = new bool[256];
    private readonly Dictionary<string, int> _specials = new(StringComparer.Ordinal);
    private readonly Lazy<StringMasks>[] _stringMasks;
    private readonly Lazy<TrieIndex> _index;
    private readonly Lazy<ExitTrie> _quoteSuffixes;
    private readonly ConcurrentDictionary<int, StringMasks> _belowMasks = [];
    private readonly ConcurrentDictionary<string, TriggerMasks> _triggerMasks = new(StringComparer.Ordinal);

    /// <summary>Prepares a vocabulary.</summary>
    /// <param name="size">Number of ids, 1 to 16 million.</param>
    /// <param name="tokenBytes">The exact bytes that a token adds to the text; empty for one that adds none and is never allowed. Called once for each id.</param>
    /// <param name="specialIds">Control tokens: forbidden everywhere, whatever their bytes, but where a <see cref="ToolCallSyntax"/> names one by its text, which these bytes are.</param>
    /// <param name="endIds">Tokens that end the answer, allowed only where the grammar accepts; they are special too.</param>
    /// <param name="canonicalize">The tokenizer's segmentation of forced texts; longest match where null.</param>
    /// <exception cref="GrammarException">An id is out of range, or a token is longer than 60,000 bytes.</exception>
    public GrammarVocabulary(int size, Func<int, ReadOnlyMemory<byte>> tokenBytes, IEnumerable<int> specialIds, IEnumerable<int> endIds, Canonicalizer? canonicalize = null)
    {
        ArgumentNullException.ThrowIfNull(tokenBytes);
        ArgumentNullException.ThrowIfNull(specialIds);
        ArgumentNullException.ThrowIfNull(endIds);
        if (size is < 1 or > 1 << 24) throw Errors.BadVocabulary($"A vocabulary of {size} ids is not one.", "size");
        (Size, _endIds) = (size, [.. endIds]);
        _isEnd = new bool[size];
        bool[] usable = new bool[size];
        Array.Fill(usable, true);
        foreach (int id in specialIds) usable[InRange(id, "specialIds")] = false;
        foreach (int id in _endIds) (usable[InRange(id, "endIds")], _isEnd[id]) = (false, true);
        for (int id = 0; id < size; id++)
            if (!usable[id]) _specials.TryAdd(Encoding.UTF8.GetString(tokenBytes(id).Span), id);
        Trie = Build(size, tokenBytes, usable);
        Canonical = canonicalize is null ? null : new CanonicalRuns(canonicalize, Trie);
        for (int node = 1; node < Trie.Nodes.Length; node = Trie.Nodes[node].End) _spellable[Trie.Nodes[node].Byte] = Trie.Nodes[node].Token >= 0;
        _index = new Lazy<TrieIndex>(() => new TrieIndex(Trie, WordCount));
        _quoteSuffixes = new Lazy<ExitTrie>(() => new ExitTrie(Trie, [.. Enumerable.Range(0, Trie.Nodes.Length).Where(n => n > 0 && Trie.Nodes[n].Byte == '"').Select(n => new StringExit(n, 0))]));
        SpellsEverything = !_spellable.AsSpan(' ', 0x7F - ' ').Contains(false) && !_spellable.AsSpan(0x80, 0x40).Contains(false) && !_spellable.AsSpan(0xC2, 0xF5 - 0xC2).Contains(false);
        _stringMasks = new Lazy<StringMasks>[StringAutomaton.StateCount];
        for (int q = 0; q < _stringMasks.Length; q++)
        {
            int state = q;
            _stringMasks[q] = new Lazy<StringMasks>(() => new StringMasks(Trie, 0, WordCount, state));
        }
    }

    /// <summary>Number of ids: 0 to this, exclusive.</summary>
    public int Size { get; }

    /// <summary>How many 64-bit words a mask has.</summary>
    public int WordCount => (Size + 63) >> 6;

    /// <summary>The tokens that end the answer.</summary>
    public ReadOnlySpan<int> EndIds => _endIds;

    internal TokenTrie Trie { get; }

    /// <summary>The tokenizer's segmentation; null where it is the longest match.</summary>
    internal CanonicalRuns? Canonical { get; }

    internal bool IsEnd(int id) => _isEnd[id];

    /// <summary>The special token of a text; null where there is none.</summary>
    internal int? SpecialIdOf(string text) => _specials.TryGetValue(text, out int id) ? id : null;

    /// <summary>Masks inside a JSON string; they are the same in every grammar.</summary>
    internal StringMasks StringMasksOf(int state) => _stringMasks[state].Value;

    /// <summary>As <see cref="StringMasksOf"/> for what lies below a node of the trie at which a string has just begun.</summary>
    internal StringMasks StringMasksBelow(int node) =>
        _belowMasks.TryGetValue(node, out StringMasks? masks) ? masks : _belowMasks.GetOrAdd(node, new StringMasks(Trie, node, WordCount, StringAutomaton.Boundary));

    /// <summary>What lies below the nodes of the trie.</summary>
    internal TrieIndex Index => _index.Value;

    /// <summary>What follows every quote in a token.</summary>
    internal ExitTrie QuoteSuffixes => _quoteSuffixes.Value;

    /// <summary>Masks of free text before a trigger; the same for every tool set that uses it.</summary>
    internal TriggerMasks TriggerMasksOf(TriggerAutomaton trigger) => _triggerMasks.GetOrAdd(trigger.Key, static (_, arg) => new TriggerMasks(arg.Trie, arg.WordCount, arg.trigger), (Trie, WordCount, trigger));

    /// <summary>Whether every byte of UTF-8 that JSON is written in is a token of its own.</summary>
    internal bool SpellsEverything { get; }

    /// <summary>Refuses a text that would have to be spelt byte by byte somewhere and cannot.</summary>
    internal void RequireSpellable(ReadOnlySpan<byte> text)
    {
        foreach (byte b in text)
            if (!_spellable[b]) throw Errors.CannotSpell(Encoding.UTF8.GetString(text), b);
    }

    /// <summary>Whether some byte of a range is a token of its own.</summary>
    internal bool CanSpellOneOf(byte first, byte last) => _spellable.AsSpan(first, last - first + 1).Contains(true);

    private int InRange(int id, string where) => (uint)id < (uint)Size ? id : throw Errors.BadVocabulary($"The id {id} is outside a vocabulary of {Size}.", where);

    private static TokenTrie Build(int size, Func<int, ReadOnlyMemory<byte>> tokenBytes, bool[] usable)
    {
        int[] offsets = new int[size + 1];
        using MemoryStream bytes = new(size * 8);
        for (int id = 0; id < size; id++)
        {
            ReadOnlySpan<byte> token = usable[id] ? tokenBytes(id).Span : default;
            if (token.Length > 60_000) throw Errors.BadVocabulary($"A token of {token.Length} bytes is too long.", $"id {id}");
            usable[id] = token.Length > 0;
            bytes.Write(token);
            offsets[id + 1] = checked((int)bytes.Length);
        }
        return new TokenTrie(bytes.ToArray(), offsets, usable);
    }
}
