using System.Collections.Concurrent;
using EdgeAgent.Grammar.Masks;
using EdgeAgent.Grammar.Regular;

namespace EdgeAgent.Grammar.Automata;

/// <summary>For states inside numbers and strings of a language: which tokens stay inside, and where others leave. Made when a state is first met, and kept.</summary>
internal sealed class ScalarMasks(GrammarProgram program, GrammarVocabulary vocabulary)
{
    private const int MaxKept = 512; // 16 kB each for 128,000 tokens; then all are forgotten

    private readonly ConcurrentDictionary<(int Automaton, int State, bool WithClosing), ScalarMask> _kept = [];
    private readonly ConcurrentDictionary<RegularMask, ScalarMask> _closing = new(ReferenceEqualityComparer.Instance); // states that count may share theirs
    private readonly RegularMasks _masks = new(vocabulary.Index, MaxKept);

    /// <summary>The mask of a state.</summary>
    /// <param name="automaton">Its index in the program.</param>
    /// <param name="state">Its state.</param>
    /// <param name="isNumber">Whether any byte ends it, not a quote alone.</param>
    /// <param name="withClosing">Whether tokens that end with the closing quote are part of the mask; the states at the exits are left out then.</param>
    public ScalarMask Of(int automaton, int state, bool isNumber, bool withClosing)
    {
        if (_kept.TryGetValue((automaton, state, withClosing), out ScalarMask? known)) return known;
        if (_kept.Count >= MaxKept)
        {
            _kept.Clear();
            _closing.Clear();
        }
        RegularAutomaton language = program.Automata[automaton];
        RegularMask mask = _masks.Of(language, state, quoted: !isNumber);
        return _kept.GetOrAdd((automaton, state, withClosing), withClosing ? _closing.GetOrAdd(mask, WithClosing) : WithStates(mask, language, state));
    }

    private ScalarMask WithStates(RegularMask mask, RegularAutomaton automaton, int state) =>
        new(mask.Words, Array.ConvertAll(mask.Exits, node => (node, automaton.Run(state, vocabulary.Trie.PathOf(node)[..^1]))), []);

    private ScalarMask WithClosing(RegularMask mask)
    {
        ExitTrie quotes = vocabulary.QuoteSuffixes;
        ulong[] words = (ulong[])mask.Words.Clone(), closings = new ulong[(quotes.ExitCount + 63) >> 6];
        foreach (int node in mask.Exits) closings[quotes.OrdinalOf(node) >> 6] |= 1UL << quotes.OrdinalOf(node);
        quotes.Mark(0, words, ExitFilter.Of(closings));
        return new ScalarMask(words, Array.ConvertAll(mask.Exits, node => (node, -1)), closings);
    }
}
