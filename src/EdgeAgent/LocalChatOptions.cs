using EdgeAgent.Inference.Sampling;

namespace EdgeAgent;

/// <summary>What a local chat client does where a request says nothing. Immutable; valid once made.</summary>
public sealed record LocalChatOptions
{
    /// <summary>Tokens of an answer at most, where <c>ChatOptions.MaxOutputTokens</c> is not set: 1 to 1,048,576. Default 512.</summary>
    public int MaxOutputTokens
    {
        get;
        init => field = value is >= 1 and <= 1 << 20 ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxOutputTokens), value, "Allow 1 to 1,048,576 tokens an answer.");
    } = 512;

    /// <summary>
    /// Whether tool calls and JSON answers are held to their schema while they are decoded. Default true. False lets the model write what it
    /// will and returns its text as it is, tool calls included: for finding out what the grammar changes, not for running handlers.
    /// </summary>
    public bool Constrain { get; init; } = true;

    /// <summary>
    /// How tokens are chosen where a request does not say: each of its options that is set takes the place of the same one here. Default greedy, so that a
    /// run can be repeated and a small model keeps to its best guess; what the model's makers advise stands only if it is asked for:
    /// <c>SamplingOptions.Of(model.Package.Descriptor.Generation)</c>.
    /// </summary>
    public SamplingOptions Sampling
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Sampling));
    } = SamplingOptions.Greedy;

    /// <summary>Whether forced tokens are computed in one step (<see cref="Inference.DecodeOptions.BatchForcedTokens"/>). Default true.</summary>
    public bool BatchForcedTokens { get; init; } = true;

    /// <summary>The clock of the timings. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
