using EdgeAgent.Grounding;
using EdgeAgent.Inference;
using Microsoft.Extensions.AI;

namespace EdgeAgent;

/// <summary>One answer on its way: the decode loop's tokens, read into contents, with their times.</summary>
internal sealed class Answer
{
    private readonly DecodeLoop _loop;
    private readonly AnswerReader _reader;
    private readonly TimeProvider _clock;
    private readonly ConfidenceMeter? _confidence;
    private readonly int[] _prompt;
    private bool _prefilled, _called;

    public Answer(LocalModel model, LocalChatOptions options, ModelExecutor executor, ChatRequest request)
    {
        Grammar.GrammarMatcher? matcher = request.Grammar?.CreateMatcher(request.Sources?.Spans);
        _clock = options.TimeProvider;
        _prompt = request.Prompt;
        Grounding = request.Sources?.Report;
        _confidence = request.Grammar?.Tools is null ? null : new ConfidenceMeter(model.Tokenizer, model.DelimiterId);
        _reader = new AnswerReader(model.Tokenizer, matcher, request.Tools, request.Stops.Count > 0 ? new StopSequences(request.Stops) : null, _confidence);
        _loop = new DecodeLoop(executor, new DecodeOptions
        {
            EndIds = model.Package.Descriptor.Tokens.Eos,
            Matcher = matcher,
            VocabularySize = model.Tokenizer.VocabularySize,
            MaxTokens = request.MaxTokens,
            Sampling = request.Sampling,
            BatchForcedTokens = options.BatchForcedTokens,
            SpanBonus = options.GroundingBonus,
            SpanWordBonus = options.GroundingWordBonus,
            TellProbabilities = _confidence is not null,
        });
    }

    public bool IsFinished { get; private set; }

    /// <summary>Why it ended, in the words of Microsoft.Extensions.AI.</summary>
    public ChatFinishReason FinishReason { get; private set; }

    /// <summary>What arguments could be copied from; null where none is bound.</summary>
    public GroundingReport? Grounding { get; }

    public DecodeStatistics Statistics => _loop.Statistics;

    public TimeSpan PrefillTime { get; private set; }

    public TimeSpan DecodeTime { get; private set; }

    /// <summary>The prefill first, then a decode step each; returns what the new tokens complete, perhaps nothing.</summary>
    public List<AIContent> Next(CancellationToken cancellationToken)
    {
        long start = _clock.GetTimestamp();
        bool first = !_prefilled;
        DecodeStep step = first ? _loop.Prefill(_prompt, cancellationToken) : _loop.Step(cancellationToken);
        _prefilled = true;
        _confidence?.Append(step.Tokens, step.LogProbabilities);
        List<AIContent> contents = _reader.Append(step.Tokens);
        if (step.Finish != Inference.FinishReason.None) contents.AddRange(_reader.Finish());
        _called |= contents.Exists(content => content is FunctionCallContent);
        if (_reader.HasStopped) Finish(Inference.FinishReason.EndToken);
        else if (step.Finish != Inference.FinishReason.None) Finish(step.Finish);
        if (first) PrefillTime = _clock.GetElapsedTime(start);
        else DecodeTime += _clock.GetElapsedTime(start);
        return contents;
    }

    /// <summary>Where time and tokens went.</summary>
    /// <param name="total">From the request to now.</param>
    public ModelCallTimings Timings(TimeSpan total) =>
        new(PrefillTime, DecodeTime, total, Statistics.PromptTokens, Statistics.CachedTokens, Statistics.DecodedTokens, Statistics.ForcedTokens);

    private void Finish(Inference.FinishReason reason)
    {
        IsFinished = true;
        FinishReason = reason != Inference.FinishReason.EndToken ? ChatFinishReason.Length
            : _called ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop;
    }
}
