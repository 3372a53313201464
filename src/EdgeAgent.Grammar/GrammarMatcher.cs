using EdgeAgent.Grammar.Automata;
using EdgeAgent.Grammar.Regular;

namespace EdgeAgent.Grammar;

/// <summary>One sequence's way through a grammar: which tokens may come next, and what the text so far is.</summary>
/// <remarks>
/// Not thread-safe; one at a time may use it, on any thread. Allocates nothing per token once its buffers have grown to the text's needs.
/// Nothing to dispose.
/// </remarks>
public sealed partial class GrammarMatcher
{
    private readonly CompiledGrammar _grammar;
    private readonly TokenTrie _trie;
    private readonly Machine _machine;
    private readonly List<Step> _steps;
    private readonly List<MatcherRegion> _regions;

    internal GrammarMatcher(CompiledGrammar grammar, ConversationSpans? spans)
    {
        _grammar = grammar;
        _trie = grammar.Vocabulary.Trie;
        _machine = new Machine(grammar.Program, spans?.ReaderFor(grammar.Vocabulary));
        _steps = new List<Step>(256) { new(-1, 0, 0, _machine.Mark, 1, false) };
        _regions = new List<MatcherRegion>(16) { new(_machine.FirstRegion, -1, 0, 0) };
        _machine.ReserveText(WalkBytes);
    }

    private GrammarMatcher(GrammarMatcher other)
    {
        (_grammar, _trie, _machine) = (other._grammar, other._trie, other._machine.Clone());
        (_steps, _regions) = ([.. other._steps], [.. other._regions]);
    }

    /// <summary>A position: what is needed to go on from it and to come back to it.</summary>
    private readonly record struct Step(int Token, int Length, int FirstStrand, MachineMark Mark, int RegionCount, bool Ended)
    {
        public int StrandCount => Mark.Top - FirstStrand;
    }

    /// <summary>How many bytes walks may write behind the text: a token, and what follows a string that ends in it.</summary>
    private int WalkBytes => (_trie.MaxTokenBytes * 2) + 4;

    /// <summary>The grammar.</summary>
    public CompiledGrammar Grammar => _grammar;

    /// <summary>Bytes accepted.</summary>
    public int Length => Now.Length;

    /// <summary>Tokens accepted, an end token included.</summary>
    public int TokenCount => _steps.Count - 1;

    /// <summary>Whether an end token was accepted: nothing may follow.</summary>
    public bool IsEnded => Now.Ended;

    /// <summary>Whether the text may end here.</summary>
    public bool IsAccepting => !Now.Ended && _machine.MayEnd(Now.FirstStrand, Now.StrandCount);

    /// <summary>The bytes accepted. Valid until the matcher changes.</summary>
    public ReadOnlySpan<byte> Text => _machine.Text.AsSpan(0, Length);

    /// <summary>How many readings of the text are followed.</summary>
    internal int StrandCount => Now.StrandCount;

    private Step Now => _steps[^1];

    /// <summary>Takes a token if the grammar allows it.</summary>
    /// <param name="tokenId">Any number.</param>
    /// <returns>Whether it was allowed; if not, nothing has changed.</returns>
    /// <exception cref="GrammarException">A language of the grammar would need more states than <see cref="GrammarOptions.MaxStates"/>; nothing has changed.</exception>
    public bool TryAccept(int tokenId)
    {
        Step now = Now;
        try
        {
            return TryTake(tokenId);
        }
        catch (LanguageTooLargeException e)
        {
            Return(now);
            throw Errors.TooManyStates(e);
        }
    }

    private bool TryTake(int tokenId)
    {
        GrammarVocabulary vocabulary = _grammar.Vocabulary;
        if ((uint)tokenId >= (uint)vocabulary.Size || Now.Ended) return false;
        if (vocabulary.IsEnd(tokenId))
        {
            if (!IsAccepting) return false;
            _steps.Add(Now with { Token = tokenId, Ended = true });
            _allowed = -1;
            return true;
        }
        ReadOnlySpan<byte> bytes = _trie.BytesOf(tokenId);
        if (bytes.IsEmpty) return TryAcceptSpecial(tokenId);
        _machine.OpensPreferred = true;
        Step now = Now;
        _machine.ReserveText(now.Length + bytes.Length + WalkBytes);
        (int start, int count) = (now.FirstStrand, now.StrandCount);
        for (int i = 0; i < bytes.Length; i++)
        {
            int next = _machine.Top;
            count = _machine.Step(start, count, bytes[i], now.Length + i);
            if (count == 0)
            {
                Return(now);
                return false;
            }
            start = next;
            FollowRegion(_machine.Strands[start], now.Length + i);
        }
        // The strands of the bytes between are not needed again: the last slice moves to where they began.
        int first = now.FirstStrand + now.StrandCount;
        _machine.MoveDown(start, count, first);
        _machine.SetLength(now.Length + bytes.Length);
        _steps.Add(new Step(tokenId, now.Length + bytes.Length, first, _machine.Mark, _regions.Count, false));
        _allowed = -1;
        return true;
    }

    /// <summary>Takes a special token where the syntax of calls has it: it adds no bytes.</summary>
    private bool TryAcceptSpecial(int id)
    {
        (Step now, int next) = (Now, _machine.Top);
        int count = _machine.StepSpecial(now.FirstStrand, now.StrandCount, id);
        if (count == 0) return false;
        FollowRegion(_machine.Strands[next], now.Length - 1);
        _steps.Add(new Step(id, now.Length, next, _machine.Mark, _regions.Count, false));
        _allowed = -1;
        return true;
    }

    /// <summary>Takes back the last tokens.</summary>
    /// <param name="tokens">How many, 0 to <see cref="TokenCount"/>.</param>
    public void Rollback(int tokens)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tokens);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tokens, TokenCount);
        _steps.RemoveRange(_steps.Count - tokens, tokens);
        Return(Now);
        _allowed = -1;
    }

    /// <summary>A matcher at the same position, independent from now on.</summary>
    public GrammarMatcher Clone() => new(this);

    private void Return(Step step)
    {
        _machine.Mark = step.Mark;
        _machine.SetLength(step.Length);
        _regions.RemoveRange(step.RegionCount, _regions.Count - step.RegionCount);
    }
}
