using System.Numerics;
using EdgeAgent.Grammar.Automata;

namespace EdgeAgent.Grammar;

public sealed partial class GrammarMatcher
{
    private ulong[]? _ownWords;
    private int _allowed = -1; // -1: not counted at this position

    /// <summary>How many tokens may come next, end tokens included. Free after <see cref="FillMask"/> at the same position.</summary>
    public int AllowedCount
    {
        get
        {
            if (_allowed < 0) FillMask(_ownWords ??= new ulong[_grammar.Vocabulary.WordCount]);
            return _allowed;
        }
    }

    /// <summary>Computes which tokens may come next.</summary>
    /// <param name="words">Takes the bits; at least <see cref="GrammarVocabulary.WordCount"/> words, of which those beyond it are left alone.</param>
    /// <returns>A view of <paramref name="words"/>.</returns>
    /// <exception cref="ArgumentException">There are too few words.</exception>
    public TokenMask FillMask(Span<ulong> words)
    {
        GrammarVocabulary vocabulary = _grammar.Vocabulary;
        if (words.Length < vocabulary.WordCount) throw new ArgumentException($"{words.Length} words for a mask of {vocabulary.WordCount}.", nameof(words));
        words = words[..vocabulary.WordCount];
        words.Clear();
        Step now = Now;
        if (!now.Ended)
        {
            // A token is allowed where some strand allows it: the masks of strands are joined.
            for (int i = 0; i < now.StrandCount; i++) Fill(_machine.Strands[now.FirstStrand + i], words);
            if (_machine.MayEnd(now.FirstStrand, now.StrandCount))
                foreach (int id in vocabulary.EndIds) words[id >> 6] |= 1UL << id;
        }
        _allowed = 0;
        foreach (ulong word in words) _allowed += BitOperations.PopCount(word);
        return new TokenMask(words, vocabulary.Size);
    }

    private void Fill(Strand strand, Span<ulong> words)
    {
        ref readonly State state = ref _machine.Program.States[strand.State];
        switch (state.Kind)
        {
            case StateKind.Text: FillText(strand, state, words); break;
            case StateKind.String: FillString(strand, state, words); break;
            case StateKind.Ranges when state.Local == 1: FillPattern(strand, words); break;
            case StateKind.FreeKey: FillFreeKey(strand, state, words); break;
            case StateKind.Key: FillKey(strand, state, words); break;
            default: WalkFrom(0, strand, words); break;
        }
    }

    private void FillText(in Strand strand, in State state, Span<ulong> words)
    {
        (ulong[] inner, int[] exits) = _grammar.Vocabulary.TriggerMasksOf(_machine.Program.Trigger!).Of(state.Local);
        Join(words, inner);
        if (state.Next < 0 || strand.A >= state.Arg) return;
        foreach (int node in exits) WalkThrough(node, strand with { State = state.Extra + LastTriggerState }, words);
    }

    private int LastTriggerState => _machine.Program.Trigger!.Length - 1;

    private void FillString(in Strand strand, in State state, Span<ulong> words)
    {
        StringMasks masks = _grammar.Vocabulary.StringMasksOf(state.Local);
        LengthBounds bounds = _machine.Program.Lengths[state.Arg];
        long left = bounds.Max - strand.A;
        // Which characters a token begins is counted from a boundary; inside a character, near the end of a bounded string, the walk decides.
        if (left > _trie.MaxTokenBytes) Join(words, masks.Words);
        else if (state.Local == StringAutomaton.Boundary) Join(words, masks.WordsUpTo(left));
        else
        {
            WalkFrom(0, strand, words);
            return;
        }
        bool inside = state.Local != StringAutomaton.Boundary; // the character begun before counts when the token ends it
        foreach (StringExit exit in masks.Exits)
        {
            long characters = strand.A + exit.Characters + (inside ? 1L : 0);
            if (characters <= bounds.Max && characters >= bounds.Min)
                WalkThrough(exit.Node, strand with { State = state.Next, A = (int)Math.Min(characters, int.MaxValue) }, words);
        }
    }

    private void FillPattern(in Strand strand, Span<ulong> words)
    {
        if (_grammar.PatternMasks.Of(strand.State) is not ({ } inner, { } exits))
        {
            WalkFrom(0, strand, words);
            return;
        }
        Join(words, inner);
        foreach ((int node, int state) in exits) WalkThrough(node, strand with { State = state }, words);
    }

    private void FillFreeKey(in Strand strand, in State state, Span<ulong> words)
    {
        StringMasks masks = _grammar.Vocabulary.StringMasksOf(state.Local);
        Join(words, masks.Words);
        int boundary = _machine.Program.Objects[state.Arg].FreeKey;
        foreach (StringExit exit in masks.Exits) WalkThrough(exit.Node, strand with { State = boundary }, words);
    }

    private void FillKey(in Strand strand, in State state, Span<ulong> words)
    {
        if (!_machine.MayBeFree(strand))
        {
            WalkFrom(0, strand, words);
            return;
        }
        // Any name may be the beginning of one that is not declared: what matters is only where it ends.
        StringMasks masks = _grammar.Vocabulary.StringMasksOf(_machine.Program.Objects[state.Arg].Names[state.Next].StringState);
        Join(words, masks.Words);
        foreach (StringExit exit in masks.Exits) WalkPath(exit.Node, strand, words);
    }

    /// <summary>Walks a node of the trie and what is below it, from a strand that stands at the root.</summary>
    private void WalkPath(int node, in Strand strand, Span<ulong> words)
    {
        (int top, int frames, int length) = (_machine.Top, _machine.FrameCount, Length);
        _machine.Push(strand);
        (int start, int count, int offset) = (top, 1, length);
        foreach (byte b in _trie.PathOf(node))
        {
            int next = _machine.Top;
            count = _machine.Step(start, count, b, offset++);
            start = next;
            if (count == 0) break;
        }
        if (count > 0)
        {
            _trie.Mark(node, words);
            if (_trie.Nodes[node].End > node + 1) Walk(node, start, count, length, words);
        }
        (_machine.Top, _machine.FrameCount) = (top, frames);
    }

    /// <summary>Walks a node of the trie and what is below it, from a strand that stands before the node's byte.</summary>
    private void WalkThrough(int node, in Strand strand, Span<ulong> words)
    {
        int depth = _trie.Nodes[node].Depth;
        (int top, int frames, int length) = (_machine.Top, _machine.FrameCount, Length);
        _trie.PathOf(node).CopyTo(_machine.Text.AsSpan(length)); // a name may be compared
        _machine.Push(strand);
        int count = _machine.Step(top, 1, _trie.Nodes[node].Byte, length + depth - 1);
        if (count > 0)
        {
            _trie.Mark(node, words);
            if (_trie.Nodes[node].End > node + 1) Walk(node, top + 1, count, length, words);
        }
        (_machine.Top, _machine.FrameCount) = (top, frames);
    }

    private void WalkFrom(int node, in Strand strand, Span<ulong> words)
    {
        (int top, int frames) = (_machine.Top, _machine.FrameCount);
        _machine.Push(strand);
        Walk(node, top, 1, Length, words);
        (_machine.Top, _machine.FrameCount) = (top, frames);
    }

    /// <summary>Walks everything below a node of the trie: marks the tokens whose bytes the strands can read to the end.</summary>
    /// <param name="node">The strands stand after its byte.</param>
    /// <param name="first">The first strand, on top of the machine's.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="origin">The offset in the text where the tokens begin.</param>
    /// <param name="words">Takes the bits; where empty, the walk stops at the first token.</param>
    /// <returns>Whether a token was found.</returns>
    private bool Walk(int node, int first, int count, int origin, Span<ulong> words)
    {
        TrieNode[] nodes = _trie.Nodes;
        Machine machine = _machine;
        int end = nodes[node].End;
        int depth = nodes[node].Depth;
        (_sliceStart[depth], _sliceStart[depth + 1], _frameCount[depth]) = (first, first + count, machine.FrameCount);
        bool found = false;
        for (int i = node + 1; i < end;)
        {
            ref readonly TrieNode at = ref nodes[i];
            int d = at.Depth;
            int start = _sliceStart[d - 1];
            machine.Top = _sliceStart[d];
            machine.FrameCount = _frameCount[d - 1];
            if (machine.Step(start, machine.Top - start, at.Byte, origin + d - 1) == 0)
            {
                i = at.End;
                continue;
            }
            _sliceStart[d + 1] = machine.Top;
            _frameCount[d] = machine.FrameCount;
            if (at.Token >= 0)
            {
                found = true;
                if (words.IsEmpty) return true;
                _trie.Mark(i, words);
            }
            i++;
        }
        return found;
    }

    private static void Join(Span<ulong> words, ReadOnlySpan<ulong> more)
    {
        int i = 0;
        for (; i <= words.Length - Vector<ulong>.Count; i += Vector<ulong>.Count)
            (new Vector<ulong>(words[i..]) | new Vector<ulong>(more[i..])).CopyTo(words[i..]);
        for (; i < words.Length; i++) words[i] |= more[i];
    }
}
