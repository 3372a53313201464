namespace EdgeAgent.Models;

/// <summary>A change of the rotary frequencies. Names are those of Hugging Face's <c>rope_scaling</c>.</summary>
public sealed record RopeScaling
{
    /// <summary>
    /// <c>linear</c>, <c>llama3</c>, <c>yarn</c>, or <c>factors</c> (each frequency has a divisor of its own, as GGUF keeps them).
    /// </summary>
    public required string Type { get; init; }

    /// <summary>linear: the divisor of all frequencies. llama3, yarn: of the low ones.</summary>
    public double? Factor { get; init; }

    /// <summary>llama3: below this many turns in the original context a frequency is divided whole.</summary>
    public double? LowFrequencyFactor { get; init; }

    /// <summary>llama3: above this many turns in the original context a frequency stays.</summary>
    public double? HighFrequencyFactor { get; init; }

    /// <summary>llama3, yarn: the context length before the change.</summary>
    public int? OriginalContextLength { get; init; }

    /// <summary>yarn: what cosines and sines are multiplied by.</summary>
    public double? AttentionFactor { get; init; }

    /// <summary>yarn: a frequency that turns so often in the original context stays. Default 32.</summary>
    public double? BetaFast { get; init; }

    /// <summary>yarn: a frequency that turns so often in the original context, or less often, is divided whole. Default 1.</summary>
    public double? BetaSlow { get; init; }

    /// <summary>yarn: whether the bounds between the two are rounded to whole frequencies. Default true.</summary>
    public bool? Truncate { get; init; }

    /// <summary>factors: headSize/2 divisors.</summary>
    public IReadOnlyList<float>? Factors { get; init; }
}
