using EdgeAgent.Models;

namespace EdgeAgent.Inference.Sampling;

/// <summary>How the next token is chosen among those that the grammar allows. Immutable; valid once made.</summary>
/// <remarks>
/// In this order: penalties, temperature, top-k, top-p of what top-k left, min-p. Equal probabilities rank by token id, so that a seed always
/// gives the same choice.
/// </remarks>
public sealed record SamplingOptions
{
    /// <summary>The most likely token, always: the defaults.</summary>
    public static SamplingOptions Greedy { get; } = new();

    /// <summary>What the logits are divided by: 0 to 100. Default 0, the most likely token always, whatever else is set but penalties.</summary>
    public float Temperature
    {
        get;
        init => field = value is >= 0 and <= 100 ? value
            : throw new ArgumentOutOfRangeException(nameof(Temperature), value, "Give a temperature of 0 to 100.");
    }

    /// <summary>How many of the most likely tokens are drawn from: 1 or more. Default null, all.</summary>
    public int? TopK
    {
        get;
        init => field = value is null or >= 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(TopK), value, "Draw from one token at least.");
    }

    /// <summary>The fewest tokens whose probability reaches this share are drawn from: above 0, to 1. Default 1, all.</summary>
    /// <remarks>Source: A. Holtzman and others, The Curious Case of Neural Text Degeneration, 2020.</remarks>
    public float TopP
    {
        get;
        init => field = value is > 0 and <= 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(TopP), value, "Give a share above 0, to 1.");
    } = 1;

    /// <summary>Tokens less likely than this share of the most likely one are left out: 0 to 1. Default 0, none.</summary>
    /// <remarks>Source: N. N. Minh and others, Turning Up the Heat: Min-p Sampling, 2024.</remarks>
    public float MinP
    {
        get;
        init => field = value is >= 0 and <= 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(MinP), value, "Give a share of 0 to 1.");
    }

    /// <summary>Taken from a token's logit for each time that the answer has it already: -2 to 2. Default 0.</summary>
    /// <remarks>Source: OpenAI's API reference. Forced tokens count too; the prompt does not.</remarks>
    public float FrequencyPenalty
    {
        get;
        init => field = value is >= -2 and <= 2 ? value
            : throw new ArgumentOutOfRangeException(nameof(FrequencyPenalty), value, "Give a penalty of -2 to 2.");
    }

    /// <summary>Taken from a token's logit once, if the answer has it already: -2 to 2. Default 0.</summary>
    public float PresencePenalty
    {
        get;
        init => field = value is >= -2 and <= 2 ? value
            : throw new ArgumentOutOfRangeException(nameof(PresencePenalty), value, "Give a penalty of -2 to 2.");
    }

    /// <summary>What the logits of tokens in the prompt and the answer are divided by where they are positive, and multiplied by where not: 0.1 to 10. Default 1, none.</summary>
    /// <remarks>Source: N. S. Keskar and others, CTRL, 2019. Models' makers advise it; Microsoft.Extensions.AI has no option for it.</remarks>
    public float RepetitionPenalty
    {
        get;
        init => field = value is >= 0.1f and <= 10 ? value
            : throw new ArgumentOutOfRangeException(nameof(RepetitionPenalty), value, "Give a penalty of 0.1 to 10.");
    } = 1;

    /// <summary>The same seed, prompt, model and options give the same answer. Default null: each answer has a seed of its own.</summary>
    public long? Seed { get; init; }

    internal bool HasPenalties => FrequencyPenalty != 0 || PresencePenalty != 0 || RepetitionPenalty != 1;

    /// <summary>What a model's makers advise (<c>generation</c> of its package); greedy where they say nothing.</summary>
    /// <param name="advice">The advice; null for none. Its token limit is no matter of sampling.</param>
    /// <exception cref="InferenceException">EA5007: a number is out of its range.</exception>
    public static SamplingOptions Of(GenerationDefaults? advice)
    {
        if (advice is null) return Greedy;
        try
        {
            return new()
            {
                Temperature = (float)(advice.Temperature ?? 0),
                TopK = advice.TopK is > 0 ? advice.TopK : null, // generation_config.json has 0 for none
                TopP = (float)(advice.TopP ?? 1),
                RepetitionPenalty = (float)(advice.RepetitionPenalty ?? 1),
            };
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new InferenceException("EA5007", $"The package advises sampling that cannot be: {e.ParamName} {e.ActualValue}.", "generation",
                "Correct it in the package's edge-agent.json, or make SamplingOptions of your own.", e);
        }
    }
}
