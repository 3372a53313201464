using EdgeAgent.Grammar;
using EdgeAgent.Inference.Sampling;

namespace EdgeAgent.Inference;

/// <summary>What one answer is decoded under. Immutable, but for the matcher, whose state the loop advances.</summary>
public sealed record DecodeOptions
{
    /// <summary>Ids that end the answer. They are emitted last.</summary>
    public required IReadOnlyList<int> EndIds { get; init; }

    /// <summary>The grammar's matcher of this answer, fresh; null decodes unconstrained. The loop alone may use it while it runs.</summary>
    public GrammarMatcher? Matcher { get; init; }

    /// <summary>
    /// Ids from 0 up to this may be decoded. Default: the model's whole vocabulary; a tokenizer smaller than the model's table has no text for
    /// the rest.
    /// </summary>
    public int VocabularySize { get; init; } = int.MaxValue;

    /// <summary>Tokens to decode at most, forced ones and the end token included. Default 512.</summary>
    public int MaxTokens
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(MaxTokens), value, "Decode one token at least.");
    } = 512;

    /// <summary>How a token is chosen among the allowed ones. Default <see cref="SamplingOptions.Greedy"/>.</summary>
    public SamplingOptions Sampling
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Sampling));
    } = SamplingOptions.Greedy;

    /// <summary>
    /// Added to the logits of tokens that copy from the conversation where the grammar prefers it (<see cref="SpanBinding.Prefer"/>): to those
    /// that begin a copy, go on after a word, or end the string at a word's end. 0 to 100. Default 0. Probabilities are told without it.
    /// </summary>
    public float SpanBonus
    {
        get;
        init => field = Bonus(value, nameof(SpanBonus));
    }

    /// <summary>The same for tokens that go on inside a word: a word that was begun is finished. Default 0.</summary>
    public float SpanWordBonus
    {
        get;
        init => field = Bonus(value, nameof(SpanWordBonus));
    }

    /// <summary>Whether steps tell the probability of what was chosen (<see cref="DecodeStep.LogProbabilities"/>). Default false.</summary>
    public bool TellProbabilities { get; init; }

    /// <summary>
    /// Whether tokens that the grammar forces are computed together with the token before them. Default true; false computes them one by one,
    /// which is slower and gives the same ids (tests compare the two).
    /// </summary>
    public bool BatchForcedTokens { get; init; } = true;

    private static float Bonus(float value, string name) => value is >= 0 and <= 100 ? value
        : throw new ArgumentOutOfRangeException(name, value, "Add 0 to 100 to a logit.");
}
