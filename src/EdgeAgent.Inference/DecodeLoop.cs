using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using EdgeAgent.Grammar;
using EdgeAgent.Inference.Sampling;

namespace EdgeAgent.Inference;

/// <summary>
/// One answer, token by token: prefill the prompt after what the KV cache already has, then step: mask, logits, sample, accept, append what
/// the grammar forces.
/// </summary>
/// <remarks>
/// Not thread-safe, and the only user of its executor while it runs. A cancelled or failed call leaves the executor sound; begin the next
/// answer with a new loop, whose <see cref="Prefill"/> rewinds to what the two prompts share.
/// </remarks>
public sealed class DecodeLoop
{
    private readonly ModelExecutor _executor;
    private readonly DecodeOptions _options;
    private readonly GrammarMatcher? _matcher;
    private readonly Sampler _sampler;
    private readonly List<int> _pending = []; // tokens emitted or given but not yet in the KV cache
    private readonly List<int> _emitted = [];
    private readonly List<float> _logProbabilities = []; // one for each emitted token, if they are told
    private readonly List<int> _forced = [];
    private readonly ulong[] _maskWords;
    private readonly float[] _logits;
    private readonly SpanBonus? _bonus;
    private DecodeStatistics _statistics;
    private int _forcedPending; // how many at the end of _pending the grammar forced
    private bool _prefilled, _finished;

    /// <summary>A loop for one answer.</summary>
    /// <param name="executor">The conversation's state; the loop does not dispose it.</param>
    /// <param name="options">What the answer is decoded under.</param>
    public DecodeLoop(ModelExecutor executor, DecodeOptions options)
    {
        ArgumentNullException.ThrowIfNull(executor);
        ArgumentNullException.ThrowIfNull(options);
        (_executor, _options, _matcher) = (executor, options, options.Matcher);
        _sampler = new Sampler(options.Sampling, executor.VocabularySize);
        _logits = new float[executor.VocabularySize];
        _maskWords = _matcher is null ? [] : new ulong[(executor.VocabularySize + 63) / 64];
        if (_matcher is not null && options.SpanBonus + options.SpanWordBonus > 0) _bonus = new SpanBonus(_matcher, options, executor.VocabularySize);
    }

    /// <summary>Where the tokens so far came from.</summary>
    public DecodeStatistics Statistics => _statistics;

    /// <summary>Computes the prompt, from where it departs from what the KV cache holds, and what the grammar forces at the start.</summary>
    /// <param name="prompt">The whole prompt's ids, one at least.</param>
    /// <param name="cancellationToken">Stops within one chunk; what was computed stays and is used by the next prefill.</param>
    /// <returns>The forced tokens at the start of the answer; mostly none.</returns>
    /// <exception cref="ContextLengthException">The prompt leaves no room for an answer; nothing was computed.</exception>
    /// <exception cref="InferenceException">See <see cref="ModelExecutor.Forward"/>.</exception>
    public DecodeStep Prefill(ReadOnlySpan<int> prompt, CancellationToken cancellationToken = default)
    {
        if (prompt.IsEmpty) throw new ArgumentException("A prompt needs one token at least.", nameof(prompt));
        if (_prefilled) throw new InvalidOperationException("A loop decodes one answer: make a new one.");
        int capacity = _executor.Capabilities.Capacity;
        if (prompt.Length >= capacity) throw new ContextLengthException(prompt.Length + 1, capacity);
        _prefilled = _finished = true; // until it is whole, as in a step
        int cached = Math.Min(prompt.CommonPrefixLength(_executor.Tokens), prompt.Length - 1); // the last token's logits are always needed
        _executor.Rewind(cached);
        _statistics = new(prompt.Length, cached, 0, 0);
        _pending.AddRange(prompt[cached..]);
        _sampler.Begin(prompt);
        FinishReason finish = AppendForced();
        if (finish == FinishReason.None && !Fits()) finish = FinishReason.ContextFull;
        if (finish == FinishReason.None) Feed(cancellationToken);
        return Emit(finish);
    }

    /// <summary>Decodes the next token, and those that the grammar forces after it.</summary>
    /// <param name="cancellationToken">Stops before the token; a new loop may go on from the state.</param>
    /// <exception cref="InferenceException">The execution provider failed, or the logits hold no number, or (EA5008) the grammar allows no token.</exception>
    public DecodeStep Step(CancellationToken cancellationToken = default)
    {
        if (!_prefilled) throw new InvalidOperationException("Prefill comes before the first step.");
        if (_finished) throw new InvalidOperationException("The answer has ended, or a step was cancelled or failed: make a new loop.");
        cancellationToken.ThrowIfCancellationRequested();
        _finished = true; // until the step is whole: one that breaks off may have fed some of its tokens
        _emitted.Clear();
        _logProbabilities.Clear();
        if (!Fits()) return Emit(FinishReason.ContextFull);
        Feed(cancellationToken);
        (int id, float logProbability) = Choose();
        _statistics = _statistics with { DecodedTokens = _statistics.DecodedTokens + 1 };
        FinishReason finish = Append(id, logProbability);
        if (finish == FinishReason.None) finish = AppendForced();
        return Emit(finish);
    }

    private bool Fits() => _executor.Length + _pending.Count <= _executor.Capabilities.Capacity;

    private void Feed(CancellationToken cancellationToken)
    {
        if (_pending.Count == 0) return;
        ReadOnlySpan<int> tokens = CollectionsMarshal.AsSpan(_pending);
        int together = _options.BatchForcedTokens ? tokens.Length : Math.Max(1, tokens.Length - _forcedPending);
        _executor.Forward(tokens[..together], 1, cancellationToken);
        for (int i = together; i < tokens.Length; i++) _executor.Forward(tokens.Slice(i, 1), 1, cancellationToken);
        _pending.Clear();
        _forcedPending = 0;
    }

    private (int Id, float LogProbability) Choose()
    {
        if (_matcher is null)
        {
            _executor.Logits(0, _logits);
            Span<float> known = _logits.AsSpan(0, Math.Min(_options.VocabularySize, _logits.Length));
            int free = _sampler.Sample(known);
            return (free, _options.TellProbabilities ? known[free] - AllowedTokens.LogSumExp(known) : float.NaN);
        }
        TokenMask mask = _matcher.FillMask(_maskWords);
        if (!mask.Words.ContainsAnyExcept(0UL)) throw DeadEnd(_matcher);
        _executor.Logits(0, mask, _logits);
        float all = _options.TellProbabilities ? AllowedTokens.LogSumExp(_logits, mask) : float.NaN;
        _bonus?.AddTo(_logits);
        int id = _sampler.Sample(_logits);
        return (id, _logits[id] - (_bonus?.Of(id) ?? 0) - all);
    }

    private static InferenceException DeadEnd(GrammarMatcher matcher)
    {
        const int Shown = 60;
        string end = Encoding.UTF8.GetString(matcher.Text[^Math.Min(Shown, matcher.Length)..]);
        return new("EA5008", "The grammar allows no token: no text of it begins so.", $"byte {matcher.Length} of the answer, after '{end}'",
            "Look for a value that the schema asks for and nothing can be; if there is none, report the schema and the text: it is an error of the grammar engine.");
    }

    private FinishReason Append(int id, float logProbability = float.NaN)
    {
        if (_matcher is not null && !_matcher.TryAccept(id))
            throw new UnreachableException($"The grammar refused token id {id}, which its own mask or forced run had allowed.");
        _pending.Add(id);
        _emitted.Add(id);
        _sampler.Accept(id);
        if (_options.TellProbabilities) _logProbabilities.Add(logProbability);
        if (_options.EndIds.Contains(id)) return FinishReason.EndToken;
        return Total() >= _options.MaxTokens ? FinishReason.MaxTokens : FinishReason.None;
    }

    private FinishReason AppendForced()
    {
        if (_matcher is null) return FinishReason.None;
        while (_matcher.ForcedTokens() is { Length: > 0 } forced)
        {
            _forced.Clear();
            _forced.AddRange(forced); // the matcher's span ends with the first accept
            foreach (int id in _forced)
            {
                _statistics = _statistics with { ForcedTokens = _statistics.ForcedTokens + 1 };
                _forcedPending++;
                FinishReason finish = Append(id);
                if (finish != FinishReason.None) return finish;
            }
        }
        return FinishReason.None;
    }

    private int Total() => _statistics.DecodedTokens + _statistics.ForcedTokens;

    private DecodeStep Emit(FinishReason finish)
    {
        _finished = finish != FinishReason.None;
        return new DecodeStep(CollectionsMarshal.AsSpan(_emitted), CollectionsMarshal.AsSpan(_logProbabilities), finish);
    }
}
