using EdgeAgent.Grammar;
using EdgeAgent.Inference.Sampling;

namespace EdgeAgent;

/// <summary>How a text is continued. Immutable; valid once made.</summary>
public sealed record TextCompletionOptions
{
    /// <summary>Tokens of the continuation at most, 1 to 1,048,576. Default 256: a base model seldom ends by itself.</summary>
    public int MaxTokens
    {
        get;
        init => field = value is >= 1 and <= 1 << 20 ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxTokens), value, "Allow 1 to 1,048,576 tokens.");
    } = 256;

    /// <summary>How tokens are chosen. Default greedy, so that a run can be repeated; small base models then tend to repeat themselves, which
    /// <see cref="SamplingOptions.RepetitionPenalty"/> or a temperature keeps them from.</summary>
    public SamplingOptions Sampling
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Sampling));
    } = SamplingOptions.Greedy;

    /// <summary>Texts of which the first to come ends the continuation; it is not part of it. Default none.</summary>
    public IReadOnlyList<string> Stops
    {
        get;
        init => field = Checked(value, nameof(Stops));
    } = [];

    /// <summary>What the continuation must be, compiled for <see cref="LocalModel.Vocabulary"/>; null leaves it free. It goes with no <see cref="Stops"/>: it knows
    /// itself where it ends.</summary>
    public CompiledGrammar? Grammar { get; init; }

    /// <summary>Whether the text begins as the tokenizer begins one: with a beginning-of-text token where it has such a rule. Default true; false is for
    /// a text that goes on after others, or that spells the token itself.</summary>
    public bool BeginText { get; init; } = true;

    /// <summary>Whether special tokens that the text spells count as such. Default false: they are text like any other.</summary>
    public bool ReadSpecialTokens { get; init; }

    private static IReadOnlyList<string> Checked(IReadOnlyList<string> stops, string name)
    {
        ArgumentNullException.ThrowIfNull(stops, name);
        foreach (string stop in stops)
        {
            if (string.IsNullOrEmpty(stop)) throw new ArgumentException("A stop has one character at least.", name);
            if (char.IsLowSurrogate(stop[0]) || char.IsHighSurrogate(stop[^1]))
                throw new ArgumentException("A stop has half a character at its end: give both halves of the surrogate pair.", name);
        }
        return [.. stops];
    }
}
