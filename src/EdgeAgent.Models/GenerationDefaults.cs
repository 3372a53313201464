namespace EdgeAgent.Models;

/// <summary>What a model's makers advise for sampling. Null: not told.</summary>
public sealed record GenerationDefaults
{
    /// <summary>0 for greedy.</summary>
    public double? Temperature { get; init; }

    /// <summary>Share of probability that is sampled from, 0 to 1.</summary>
    public double? TopP { get; init; }

    /// <summary>Number of tokens that are sampled from.</summary>
    public int? TopK { get; init; }

    /// <summary>Divisor of the logits of tokens seen before.</summary>
    public double? RepetitionPenalty { get; init; }

    /// <summary>Tokens an answer may have.</summary>
    public int? MaxNewTokens { get; init; }
}
