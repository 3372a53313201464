using System.Collections.Concurrent;
using System.Numerics;
using EdgeAgent.Grammar.Regular;

namespace EdgeAgent.Grammar.Masks;

/// <summary>The masks of automata's states, made when a state is first met.</summary>
/// <remarks>
/// Thread-safe. States that agree on all texts as long as tokens share a mask: those that count to some hundred, while they are far from the end.
/// </remarks>
/// <param name="index">Of the vocabulary.</param>
/// <param name="maxKept">How many masks are kept, 16 kB each for 128,000 tokens; beyond, all are forgotten.</param>
internal sealed class RegularMasks(TrieIndex index, int maxKept)
{
    /// <summary>Counts are looked at so many bytes ahead; few tokens are longer, and those are tried one by one.</summary>
    private static readonly int[] Horizons = [32, 16];

    private readonly ConcurrentDictionary<(RegularAutomaton, int, bool), RegularMask> _kept = [];

    /// <summary>The mask of a state.</summary>
    /// <param name="automaton">The automaton.</param>
    /// <param name="state">Its state.</param>
    /// <param name="quoted">Whether a closing quote ends the text, as in strings; else any byte, as in numbers: exits in the first byte are left out then.</param>
    public RegularMask Of(RegularAutomaton automaton, int state, bool quoted)
    {
        if (_kept.TryGetValue((automaton, state, quoted), out RegularMask? known)) return known;
        if (_kept.Count >= maxKept) _kept.Clear();
        if (quoted && automaton.RunOf(state) is { } run) return _kept.GetOrAdd((automaton, state, quoted), Bounded(Made(automaton, run.Endless, quoted), run.Min, run.Max));
        // As far as the longest token reaches a count of characters may be over; the states after it are then the same wherever it began.
        if (automaton.Alike(state, index.Trie.MaxTokenBytes) is int far && far != state) return _kept.GetOrAdd((automaton, state, quoted), Of(automaton, far, quoted));
        foreach (int bytes in Horizons)
            if (automaton.Alike(state, bytes) is int alike && alike != state)
                return _kept.GetOrAdd((automaton, state, quoted), Corrected(Made(automaton, alike, quoted), bytes, automaton, state));
        return Made(automaton, state, quoted);
    }

    /// <summary>Of a mask for any number of characters: where there are Min to Max.</summary>
    private RegularMask Bounded(RegularMask endless, int min, int max)
    {
        if (min == 0 && max >= index.Trie.MaxTokenBytes) return endless;
        ulong[] words = endless.Words;
        if (max < index.Trie.MaxTokenBytes)
        {
            words = (ulong[])words.Clone();
            ulong[] few = index.UpToCharacters(max);
            for (int i = 0; i < words.Length; i++) words[i] &= few[i];
        }
        // The exit's byte, a quote, counts as the beginning of one more.
        int[] exits = Array.FindAll(endless.Exits, node => index.Characters[node] - 1 >= min && index.Characters[node] - 1 <= max);
        return new RegularMask(words, exits, endless.Bytes);
    }

    /// <summary>A mask of a state that agrees with another as far as some bytes, and allows more beyond: the other's.</summary>
    private RegularMask Corrected(RegularMask mask, int bytes, RegularAutomaton automaton, int state)
    {
        if (mask.Bytes <= bytes) return mask;
        ulong[] words = (ulong[])mask.Words.Clone(), longer = index.Longer(bytes);
        for (int i = 0; i < words.Length; i++)
            for (ulong some = words[i] & longer[i]; some != 0; some &= some - 1)
            {
                int id = (i << 6) | BitOperations.TrailingZeroCount(some);
                if (automaton.Run(state, index.Trie.BytesOf(id)) < 0) words[i] &= ~(1UL << id);
            }
        int[] exits = Array.FindAll(mask.Exits, node => index.Trie.Nodes[node].Depth <= bytes || EndsBefore(node));
        return new RegularMask(words, exits, mask.Bytes);

        bool EndsBefore(int node)
        {
            ReadOnlySpan<byte> path = index.Trie.PathOf(node);
            int end = automaton.Run(state, path[..^1]);
            return end >= 0 && automaton.Accepts(end) && automaton.Next(end, path[^1]) < 0;
        }
    }

    private RegularMask Made(RegularAutomaton automaton, int state, bool quoted) =>
        _kept.TryGetValue((automaton, state, quoted), out RegularMask? known) ? known
        : _kept.GetOrAdd((automaton, state, quoted), new MaskWalk(index, automaton, quoted).Run(state));
}
