using EdgeAgent.Grammar.Automata;
using EdgeAgent.Grammar.Regular;

namespace EdgeAgent.Grammar;

public sealed partial class GrammarMatcher
{
    /// <summary>Computes which of the allowed tokens keep a string a span of the texts, where spans are preferred: a sampler can favour them.</summary>
    /// <remarks>
    /// Those that go on copying, and those that end the string where a word ends. None outside such strings, after what is no longer a span, and where
    /// spans are required: there nothing else is allowed anyway.
    /// </remarks>
    /// <param name="words">Takes the bits; at least <see cref="GrammarVocabulary.WordCount"/> words, of which those beyond it are left alone.</param>
    /// <returns>A view of <paramref name="words"/>: a subset of what <see cref="FillMask"/> gives.</returns>
    /// <exception cref="ArgumentException">There are too few words.</exception>
    /// <exception cref="GrammarException">A language of the grammar would need more states than <see cref="GrammarOptions.MaxStates"/>.</exception>
    public TokenMask FillPreferred(Span<ulong> words)
    {
        GrammarVocabulary vocabulary = _grammar.Vocabulary;
        if (words.Length < vocabulary.WordCount) throw new ArgumentException($"{words.Length} words for a mask of {vocabulary.WordCount}.", nameof(words));
        words = words[..vocabulary.WordCount];
        words.Clear();
        MachineMark mark = _machine.Mark;
        try
        {
            WalkPreferred(Now, words);
        }
        catch (LanguageTooLargeException e)
        {
            throw Errors.TooManyStates(e);
        }
        finally
        {
            _machine.Mark = mark;
        }
        return new TokenMask(words, vocabulary.Size);
    }

    /// <summary>Whether a token goes on inside a word that is being copied, so that another would misspell it.</summary>
    /// <param name="tokenId">One of those that <see cref="FillPreferred"/> tells.</param>
    /// <returns>False for those that begin a copy, go on after a word's end, or end the string.</returns>
    public bool ContinuesWord(int tokenId)
    {
        ReadOnlySpan<byte> bytes = (uint)tokenId < (uint)_grammar.Vocabulary.Size ? _trie.BytesOf(tokenId) : default;
        Step now = Now;
        for (int i = 0; i < now.StrandCount && !bytes.IsEmpty; i++)
            if (_machine.Strands[now.FirstStrand + i] is { Kind: StateKind.PreferredSpan } strand && _machine.ContinuesWord(strand, bytes[0])) return true;
        return false;
    }

    private void WalkPreferred(Step now, Span<ulong> words)
    {
        _machine.OpensPreferred = false;
        int first = _machine.Top;
        for (int i = 0; i < now.StrandCount && !now.Ended; i++)
            if (_machine.Strands[now.FirstStrand + i] is { Kind: StateKind.PreferredSpan } strand) _machine.Push(strand);
        if (_machine.Top > first) Descend(0, first, _machine.Top - first, Length, words);
    }
}
