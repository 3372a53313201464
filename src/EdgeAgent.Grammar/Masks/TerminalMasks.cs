using System.Collections.Concurrent;
using EdgeAgent.Grammar.Automata;
using EdgeAgent.Grammar.Regular;

namespace EdgeAgent.Grammar.Masks;

/// <summary>The masks of states inside the terminals of a grammar's rules, made when first met and kept. Thread-safe.</summary>
/// <remarks>
/// A terminal may end wherever its automaton accepts, though it could go on: a token leaves it there if the rules allow its next byte behind this terminal
/// anywhere. These rests of tokens are few as a rule; they are sorted once, and what follows the terminal reads them for each mask.
/// </remarks>
internal sealed class TerminalMasks(RuleNetwork rules, GrammarVocabulary vocabulary)
{
    private const int MaxKept = 512; // 16 kB each for 128,000 tokens, and the rests; then all are forgotten
    private const int MaxKeptBelow = 16_384;

    private readonly ConcurrentDictionary<(int Place, int State), TerminalMask> _whole = [];
    private readonly ConcurrentDictionary<(int Place, int State, int Node), TerminalMask> _below = [];

    /// <summary>The mask of a state.</summary>
    /// <param name="place">The terminal's.</param>
    /// <param name="state">Of its automaton.</param>
    /// <param name="node">The node of the trie after whose byte the state is: 0 for whole tokens.</param>
    public TerminalMask Of(int place, int state, int node)
    {
        if (node > 0)
        {
            if (_below.TryGetValue((place, state, node), out TerminalMask? below)) return below;
            if (_below.Count >= MaxKeptBelow) _below.Clear();
            return _below.GetOrAdd((place, state, node), Make(place, state, node));
        }
        if (_whole.TryGetValue((place, state), out TerminalMask? known)) return known;
        if (_whole.Count >= MaxKept) _whole.Clear();
        int alike = rules.Places[place].Automaton!.Alike(state, vocabulary.Trie.MaxTokenBytes); // counts far from their ends
        return _whole.GetOrAdd((place, state), alike == state ? Make(place, state, 0) : Of(place, alike, 0));
    }

    private TerminalMask Make(int place, int state, int node) => new TerminalWalk(vocabulary, rules.Places[place]).Run(node, state);
}
