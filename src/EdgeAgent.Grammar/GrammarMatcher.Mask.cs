using System.Numerics;
using EdgeAgent.Grammar.Automata;
using EdgeAgent.Grammar.Masks;
using EdgeAgent.Grammar.Regular;

namespace EdgeAgent.Grammar;

public sealed partial class GrammarMatcher
{
    private ulong[]? _ownWords;
    private int _allowed = -1; // -1: not counted at this position

    /// <summary>How many tokens may come next, end tokens included. Counted when first asked for at a position.</summary>
    public int AllowedCount
    {
        get
        {
            if (_allowed >= 0) return _allowed;
            FillMask(_ownWords ??= new ulong[_grammar.Vocabulary.WordCount]);
            _allowed = 0;
            foreach (ulong word in _ownWords) _allowed += BitOperations.PopCount(word);
            return _allowed;
        }
    }

    /// <summary>Computes which tokens may come next.</summary>
    /// <param name="words">Takes the bits; at least <see cref="GrammarVocabulary.WordCount"/> words, of which those beyond it are left alone.</param>
    /// <returns>A view of <paramref name="words"/>.</returns>
    /// <exception cref="ArgumentException">There are too few words.</exception>
    /// <exception cref="GrammarException">A language of the grammar would need more states than <see cref="GrammarOptions.MaxStates"/>.</exception>
    public TokenMask FillMask(Span<ulong> words)
    {
        GrammarVocabulary vocabulary = _grammar.Vocabulary;
        if (words.Length < vocabulary.WordCount) throw new ArgumentException($"{words.Length} words for a mask of {vocabulary.WordCount}.", nameof(words));
        MachineMark mark = _machine.Mark;
        try
        {
            return Fill(words[..vocabulary.WordCount], vocabulary);
        }
        catch (LanguageTooLargeException e)
        {
            _machine.Mark = mark;
            _machine.Seal(0); // which a walk that broke off had set
            throw Errors.TooManyStates(e);
        }
    }

    private TokenMask Fill(Span<ulong> words, GrammarVocabulary vocabulary)
    {
        _machine.OpensPreferred = false;
        Step now = Now;
        bool isEmpty = true;
        if (!now.Ended)
        {
            // A token is allowed where some strand allows it. Inside scalars most of the mask is ready; what is left is walked together.
            int rest = 0;
            for (int i = 0; i < now.StrandCount; i++)
                if (!TryFillInside(_machine.Strands[now.FirstStrand + i], words, ref isEmpty)) rest++;
            if (isEmpty) words.Clear();
            isEmpty = false;
            WalkRest(now, rest, words);
            _ = _machine.FindSpecials(now.FirstStrand, now.StrandCount, words);
            if (_machine.MayEnd(now.FirstStrand, now.StrandCount))
                foreach (int id in vocabulary.EndIds) words[id >> 6] |= 1UL << id;
        }
        if (isEmpty) words.Clear();
        return new TokenMask(words, vocabulary.Size);
    }

    /// <summary>The strands that no ready mask is for, and what follows numbers that may end here.</summary>
    private void WalkRest(Step now, int rest, Span<ulong> words)
    {
        MachineMark mark = _machine.Mark;
        int first = now.FirstStrand;
        if (rest < now.StrandCount)
        {
            first = _machine.Top;
            for (int i = 0; i < now.StrandCount; i++) _machine.Gather(now.FirstStrand + i, first, Length, _trie);
            rest = _machine.Top - first;
        }
        if (rest > 0) Descend(0, first, rest, Length, words);
        _machine.Mark = mark;
    }

    /// <summary>Whether there is a ready mask for a strand; if so it is joined.</summary>
    private bool TryFillInside(Strand strand, Span<ulong> words, ref bool isEmpty)
    {
        if (!_machine.IsInside(strand, _trie)) return false;
        switch (strand.Kind)
        {
            case StateKind.Text: FillText(strand, words, ref isEmpty); break;
            case StateKind.PreferredSpan: break;
            case StateKind.Terminal: FillTerminal(strand, words, ref isEmpty); break;
            case StateKind.String: FillString(strand, words, ref isEmpty); break;
            case StateKind.FreeKey when _machine.Program.Free[strand.Id].Automaton is int automaton and >= 0: FillScalar(automaton, strand, words, ref isEmpty); break;
            case StateKind.FreeKey: FillFreeKey(strand, words, ref isEmpty); break;
            default: FillScalar(strand.Id, strand, words, ref isEmpty); break;
        }
        return true;
    }

    private void FillText(in Strand strand, Span<ulong> words, ref bool isEmpty)
    {
        TriggerAutomaton trigger = _machine.Program.Trigger!;
        (ulong[] inner, (int Node, int State)[] exits) = _grammar.Vocabulary.TriggerMasksOf(trigger).Of(strand.Id);
        Join(words, inner, ref isEmpty);
        if (!_machine.MayOpen(strand)) return;
        foreach ((int node, int state) in exits) WalkThrough(node, strand with { State = Strand.Of(StateKind.Text, state) }, words);
    }

    private void FillString(in Strand strand, Span<ulong> words, ref bool isEmpty)
    {
        StringMasks masks = _grammar.Vocabulary.StringMasksOf(strand.B);
        LengthBounds bounds = _machine.Program.Lengths[strand.Id];
        long left = bounds.Max - strand.A;
        bool inside = strand.B != StringAutomaton.Boundary; // the character begun before counts when the token ends it
        long ahead = strand.A + (inside ? 1L : 0);
        bool closes = ahead >= bounds.Min && left > _trie.MaxTokenBytes && !_machine.IsCompared(strand);
        // Which characters a token begins is counted from a boundary; inside a character, near the end of a bounded string, the walk decides.
        if (closes) Join(words, masks.WordsAndClosing, ref isEmpty);
        else if (left > _trie.MaxTokenBytes) Join(words, masks.Words, ref isEmpty);
        else if (!inside) Join(words, masks.WordsUpTo(left), ref isEmpty);
        else
        {
            WalkFrom(0, strand, words, ref isEmpty);
            return;
        }
        if (_machine.IsCompared(strand)) WalkComparedExits(masks, strand, 0, Length, words);
        else WalkExits(masks.Suffixes, strand.Stack, Length, words, closes ? ExitFilter.None : new ExitFilter(bounds.Min - ahead, bounds.Max - ahead, int.MaxValue, default, default), closes);
    }

    private void FillScalar(int automaton, in Strand strand, Span<ulong> words, ref bool isEmpty)
    {
        bool isNumber = strand.Kind is StateKind.Number or StateKind.RawText; // both end where a byte follows that is no part of them
        bool closes = strand.Kind == StateKind.Regular && !_machine.IsCompared(strand);
        ScalarMask mask = _grammar.ScalarMasks.Of(automaton, strand.A, isNumber, closes);
        Join(words, mask.Words, ref isEmpty);
        if (closes)
        {
            if (mask.Exits.Length > 0) WalkExits(_grammar.Vocabulary.QuoteSuffixes, strand.Stack, Length, words, ExitFilter.Of(mask.Closings), closingIsMarked: true);
            return;
        }
        if (!isNumber && _machine.IsCompared(strand))
        {
            WalkComparedClosings(mask, automaton, strand, words);
            return;
        }
        // What follows a number that ends before the token is walked with the other strands.
        foreach ((int node, int state) in mask.Exits)
            if (!isNumber || _trie.Nodes[node].Depth > 1) WalkThrough(node, strand with { A = state }, words);
    }

    /// <summary>What stays in a terminal is known, and where tokens leave it; what follows it where it may end now is walked with the other strands.</summary>
    private void FillTerminal(in Strand strand, Span<ulong> words, ref bool isEmpty)
    {
        TerminalMask mask = _grammar.TerminalMasks!.Of(strand.Id, strand.A, 0);
        if (mask.Suffixes is null)
        {
            WalkFrom(0, strand, words, ref isEmpty);
            return;
        }
        Join(words, mask.Words, ref isEmpty);
        WalkSuffixes(mask.Suffixes, strand, Length, words);
    }

    /// <summary>Marks the tokens that leave a terminal, by what can follow it.</summary>
    private void WalkSuffixes(ExitTrie suffixes, in Strand strand, int origin, Span<ulong> words)
    {
        if (suffixes.ExitCount == 0) return;
        (MachineMark mark, int first) = (_machine.Mark, _machine.Top);
        _machine.Push(Machine.AfterOf(strand));
        DescendExits(suffixes, 0, first, 1, origin, words, ExitFilter.None);
        _machine.Mark = mark;
    }

    private void FillFreeKey(in Strand strand, Span<ulong> words, ref bool isEmpty)
    {
        StringMasks masks = _grammar.Vocabulary.StringMasksOf(strand.A);
        Join(words, masks.Words, ref isEmpty);
        Span<int> quotes = stackalloc int[2 * MaxRepeats];
        int taken = _machine.FindTaken(strand, _trie, Length, masks.Exits, quotes[..MaxRepeats]);
        int repeats = taken < 0 ? -1 : FindRepeats(strand, Length, 0, quotes[taken..]);
        if (repeats < 0)
        {
            foreach (StringExit exit in masks.Exits) WalkThrough(exit.Node, strand with { A = StringAutomaton.Boundary }, words);
            return;
        }
        Span<int> excluded = quotes[..(taken + repeats)];
        // Names that other items have, and tokens that hold a whole name after this one: they are compared, byte by byte.
        foreach (int node in excluded[taken..])
            if (!excluded[..taken].Contains(node)) WalkThrough(node, strand with { A = StringAutomaton.Boundary }, words);
        foreach (int node in masks.Suffixes.ManyQuotes)
            if (!excluded.Contains(node)) WalkThrough(node, strand with { A = StringAutomaton.Boundary }, words);
        (MachineMark mark, int first) = (_machine.Mark, _machine.Top);
        _machine.Seal(Length);
        _machine.PushAfterName(strand);
        ExitFilter filter = new(0, long.MaxValue, 1, excluded, default);
        masks.Suffixes.Mark(0, words, filter);
        DescendExits(masks.Suffixes, 0, first, 1, Length, words, filter);
        _machine.Seal(0);
        _machine.Mark = mark;
    }

    /// <summary>Marks the tokens that leave a string, by what its frames can read after it.</summary>
    /// <param name="suffixes">The tokens.</param>
    /// <param name="stack">The string's.</param>
    /// <param name="origin">Where what follows the string is written in the text.</param>
    /// <param name="words">Takes the bits.</param>
    /// <param name="filter">Which tokens count.</param>
    /// <param name="closingIsMarked">Whether those that end with the string are in the mask.</param>
    private void WalkExits(ExitTrie suffixes, int stack, int origin, Span<ulong> words, in ExitFilter filter, bool closingIsMarked)
    {
        (MachineMark mark, int first) = (_machine.Mark, _machine.Top);
        int count = _machine.PushBelow(stack, origin);
        if (count > 0)
        {
            if (!closingIsMarked) suffixes.Mark(0, words, filter);
            DescendExits(suffixes, 0, first, count, origin, words, filter);
        }
        _machine.Mark = mark;
    }

    private void DescendExits(ExitTrie suffixes, int node, int first, int count, int origin, Span<ulong> words, in ExitFilter filter)
    {
        TrieNode[] nodes = suffixes.Nodes;
        int offset = origin + nodes[node].Depth;
        ByteSet next = default;
        _machine.AddNext(first, count, offset, ref next);
        for (int child = node + 1, end = nodes[node].End; child < end; child = nodes[child].End)
        {
            if (!next.Has(nodes[child].Byte)) continue;
            (MachineMark mark, int start) = (_machine.Mark, _machine.Top);
            if (_machine.Step(first, count, nodes[child].Byte, offset) is int following and > 0)
            {
                suffixes.Mark(child, words, filter);
                if (nodes[child].End > child + 1) DescendExits(suffixes, child, start, following, origin, words, filter);
            }
            _machine.Mark = mark;
        }
    }

    /// <summary>Walks a node of the trie and what is below it, from a strand that stands before the node's byte.</summary>
    private void WalkThrough(int node, in Strand strand, Span<ulong> words)
    {
        (MachineMark mark, int first) = (_machine.Mark, _machine.Top);
        _trie.PathOf(node).CopyTo(_machine.Text.AsSpan(Length)); // a name may be compared
        _machine.Push(strand);
        Visit(node, first, 1, Length, words);
        _machine.Mark = mark;
    }

    private void WalkFrom(int node, in Strand strand, Span<ulong> words, ref bool isEmpty)
    {
        if (isEmpty) words.Clear();
        isEmpty = false;
        (MachineMark mark, int first) = (_machine.Mark, _machine.Top);
        _machine.Push(strand);
        Descend(node, first, 1, Length, words);
        _machine.Mark = mark;
    }

    /// <summary>Walks everything below a node of the trie: marks the tokens whose bytes the strands can read to the end.</summary>
    /// <param name="node">The strands stand after its byte.</param>
    /// <param name="first">The first strand.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="origin">The offset in the text where the tokens begin.</param>
    /// <param name="words">Takes the bits; where empty, the walk stops at the first token.</param>
    /// <returns>Whether it stopped.</returns>
    private bool Descend(int node, int first, int count, int origin, Span<ulong> words)
    {
        TrieNode[] nodes = _trie.Nodes;
        ByteSet next = default;
        _machine.AddNext(first, count, origin + nodes[node].Depth, ref next);
        if (nodes[node].Table is byte table and > 0)
        {
            int[] children = _trie.Tables[table - 1];
            while (next.Take() is int b and >= 0)
                if (children[b] is int child and >= 0 && Visit(child, first, count, origin, words)) return true;
            return false;
        }
        for (int child = node + 1, end = nodes[node].End; child < end; child = nodes[child].End)
            if (next.Has(nodes[child].Byte) && Visit(child, first, count, origin, words)) return true;
        return false;
    }

    /// <summary>The strands read the byte of a node; then what is below it is walked.</summary>
    private bool Visit(int node, int first, int count, int origin, Span<ulong> words)
    {
        ref readonly TrieNode at = ref _trie.Nodes[node];
        (MachineMark mark, int start) = (_machine.Mark, _machine.Top);
        bool stops = false;
        if (_machine.Step(first, count, at.Byte, origin + at.Depth - 1) is int following and > 0)
        {
            if (at.Token >= 0)
            {
                if (words.IsEmpty) stops = true;
                else _trie.Mark(node, words);
            }
            if (!stops && at.End > node + 1) stops = FillBelow(node, start, following, origin, words) || Descend(node, start, following, origin, words);
        }
        _machine.Mark = mark;
        return stops && words.IsEmpty;
    }

    /// <summary>Where a string has just begun, or in a terminal, the tokens below a node are known.</summary>
    private bool FillBelow(int node, int first, int count, int origin, Span<ulong> words)
    {
        const int Worth = 24; // nodes
        if (count != 1 || words.IsEmpty || _trie.Nodes[node].End - node < Worth) return false;
        Strand strand = _machine.Strands[first];
        if (strand.Kind == StateKind.Terminal) return FillTerminalBelow(node, strand, origin, words);
        if (strand.Kind != StateKind.String || strand.B != StringAutomaton.Boundary || strand.Checked) return false;
        LengthBounds bounds = _machine.Program.Lengths[strand.Id];
        if (bounds.Max - strand.A <= _trie.MaxTokenBytes) return false;
        StringMasks masks = _grammar.Vocabulary.StringMasksBelow(node);
        foreach (int id in masks.Tokens) words[id >> 6] |= 1UL << id;
        if (_machine.IsCompared(strand)) WalkComparedExits(masks, strand, node, origin, words);
        else WalkExits(masks.Suffixes, strand.Stack, origin + _trie.Nodes[node].Depth, words, bounds.Min <= strand.A ? ExitFilter.None : new ExitFilter(bounds.Min - strand.A, long.MaxValue, int.MaxValue, default, default), false);
        return true;
    }

    private bool FillTerminalBelow(int node, in Strand strand, int origin, Span<ulong> words)
    {
        TerminalMask mask = _grammar.TerminalMasks!.Of(strand.Id, strand.A, node);
        if (mask.Suffixes is null) return false;
        foreach (int id in mask.Tokens) words[id >> 6] |= 1UL << id;
        WalkSuffixes(mask.Suffixes, strand, origin + _trie.Nodes[node].Depth, words);
        if (!_machine.AcceptsTerminal(strand)) return true;
        (MachineMark mark, int first) = (_machine.Mark, _machine.Top);
        _machine.Push(Machine.AfterOf(strand));
        Descend(node, first, 1, origin, words);
        _machine.Mark = mark;
        return true;
    }

    /// <summary>Joins a mask; the first one is copied.</summary>
    private static void Join(Span<ulong> words, ReadOnlySpan<ulong> more, ref bool isEmpty)
    {
        if (isEmpty)
        {
            more.CopyTo(words);
            isEmpty = false;
            return;
        }
        int i = 0;
        for (; i <= words.Length - Vector<ulong>.Count; i += Vector<ulong>.Count)
            (new Vector<ulong>(words[i..]) | new Vector<ulong>(more[i..])).CopyTo(words[i..]);
        for (; i < words.Length; i++) words[i] |= more[i];
    }
}
