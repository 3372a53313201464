using System.Collections.Concurrent;
using EdgeAgent.Grammar.Regular;

namespace EdgeAgent.Grammar.Masks;

/// <summary>The masks of automata's states, made when a state is first met.</summary>
/// <remarks>
/// Thread-safe. States that agree on all texts as long as tokens share a mask: those that count to some hundred, while they are far from the end.
/// </remarks>
/// <param name="index">Of the vocabulary.</param>
/// <param name="maxKept">How many masks are kept, 16 kB each for 128,000 tokens; beyond, all are forgotten.</param>
internal sealed class RegularMasks(TrieIndex index, int maxKept = 2_048)
{
    private static readonly int[] Horizons = [32, ushort.MaxValue];

    private readonly ConcurrentDictionary<(RegularAutomaton, int, bool), RegularMask> _kept = [];

    /// <summary>The mask of a state.</summary>
    /// <param name="automaton">The automaton.</param>
    /// <param name="state">Its state.</param>
    /// <param name="quoted">Whether a closing quote ends the text, as in strings; else any byte, as in numbers: exits in the first byte are left out then.</param>
    public RegularMask Of(RegularAutomaton automaton, int state, bool quoted)
    {
        if (_kept.TryGetValue((automaton, state, quoted), out RegularMask? known)) return known;
        if (_kept.Count >= maxKept) _kept.Clear();
        foreach (int horizon in Horizons)
        {
            int bytes = Math.Min(horizon, index.Trie.MaxTokenBytes + 1), alike = automaton.Alike(state, bytes);
            if (alike == state) continue;
            RegularMask mask = Made(automaton, alike, quoted);
            if (mask.Bytes <= bytes) return _kept.GetOrAdd((automaton, state, quoted), mask);
        }
        return Made(automaton, state, quoted);
    }

    private RegularMask Made(RegularAutomaton automaton, int state, bool quoted) =>
        _kept.TryGetValue((automaton, state, quoted), out RegularMask? known) ? known
        : _kept.GetOrAdd((automaton, state, quoted), new MaskWalk(index, automaton, quoted).Run(state));
}
