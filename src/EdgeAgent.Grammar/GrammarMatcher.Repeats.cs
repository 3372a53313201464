using EdgeAgent.Grammar.Automata;

namespace EdgeAgent.Grammar;

/// <summary>
/// Masks where the text lies in an item that must be unlike others. Hundreds of tokens end a string, and few of them in such a way that the item can still be one
/// that there is: these are walked one by one, the others together, with the item taken to be unlike.
/// </summary>
public sealed partial class GrammarMatcher
{
    private const int MaxRepeats = 64;

    /// <summary>The closing quotes, as nodes of the token trie, that end the string or name which a strand stands in as it is in another item.</summary>
    /// <param name="strand">The strand.</param>
    /// <param name="length">Of the text.</param>
    /// <param name="node">The node of the trie where the strand stands.</param>
    /// <param name="quotes">Takes them: <see cref="MaxRepeats"/>.</param>
    /// <returns>How many there are; -1 where what follows must be looked at for each quote.</returns>
    private int FindRepeats(in Strand strand, int length, int node, Span<int> quotes)
    {
        if (!_machine.IsOneOfMany(strand)) return -1;
        TextRests rests = new(stackalloc (int, int)[MaxRepeats]);
        if (!_machine.MayRepeat(strand, length, ref rests)) return 0;
        if (rests.HasOverflowed) return -1;
        int count = 0;
        for (int i = 0; i < rests.Count; i++)
        {
            int quote = Machine.Follow(_trie, node, _machine.Text.AsSpan(rests[i].Start, rests[i].Length));
            if (quote >= 0 && !quotes[..count].Contains(quote)) quotes[count++] = quote;
        }
        return count;
    }

    /// <summary>Marks the tokens that leave a string in an item that is compared.</summary>
    /// <param name="exits">Where they leave it.</param>
    /// <param name="strand">In the string.</param>
    /// <param name="node">The node of the trie where the strand stands.</param>
    /// <param name="origin">The offset in the text where the tokens begin.</param>
    /// <param name="words">Takes the bits.</param>
    private void WalkComparedExits(StringMasks exits, in Strand strand, int node, int origin, Span<ulong> words)
    {
        LengthBounds bounds = _machine.Program.Lengths[strand.Id];
        long ahead = strand.A + (strand.B != StringAutomaton.Boundary ? 1L : 0);
        int length = origin + _trie.Nodes[node].Depth;
        Span<int> quotes = stackalloc int[MaxRepeats];
        int count = FindRepeats(strand, length, node, quotes);
        if (count < 0)
        {
            foreach (StringExit exit in exits.Exits) WalkExit(exit, strand, words);
            return;
        }
        quotes = quotes[..count];
        _machine.Seal(length);
        WalkExits(exits.Suffixes, strand.Stack, length, words, new ExitFilter(bounds.Min - ahead, bounds.Max - ahead, 1, quotes, default), false);
        _machine.Seal(0);
        foreach (int quote in quotes) WalkExit(exits.ExitAt(quote), strand, words);
        // Another item may be whole in the token: its text is compared with this one's.
        foreach (int quote in exits.Suffixes.ManyQuotes)
            if (!quotes.Contains(quote)) WalkExit(exits.ExitAt(quote), strand, words);

        void WalkExit(StringExit exit, in Strand strand, Span<ulong> words)
        {
            long characters = ahead + exit.Characters;
            if (characters >= bounds.Min && characters <= bounds.Max)
                WalkThrough(exit.Node, strand with { B = StringAutomaton.Boundary, A = (int)Math.Min(characters, int.MaxValue) }, words);
        }
    }

    /// <summary>The same for a string or name of a language.</summary>
    private void WalkComparedClosings(ScalarMask mask, int automaton, in Strand strand, Span<ulong> words)
    {
        const int Few = 32; // quotes
        Span<int> quotes = stackalloc int[MaxRepeats];
        int count = FindRepeats(strand, Length, 0, quotes);
        ExitTrie suffixes = _grammar.Vocabulary.QuoteSuffixes;
        bool together = count >= 0 && strand.Kind == StateKind.Regular && mask.Exits.Length > Few;
        if (together)
        {
            ulong[] closings = _grammar.ScalarMasks.Of(automaton, strand.A, isNumber: false, withClosing: true).Closings;
            _machine.Seal(Length);
            WalkExits(suffixes, strand.Stack, Length, words, new ExitFilter(0, long.MaxValue, 1, quotes[..count], closings), false);
            _machine.Seal(0);
        }
        foreach ((int node, int state) in mask.Exits)
        {
            bool isUnlike = count >= 0 && !quotes[..count].Contains(node) && !suffixes.HasManyQuotes(node);
            if (isUnlike && together) continue;
            _machine.Seal(isUnlike ? Length : 0);
            WalkThrough(node, strand with { A = state }, words);
        }
        _machine.Seal(0);
    }
}
