using EdgeAgent.Agents;
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

    /// <summary>
    /// How free string arguments of tools are bound to what the user said and tools answered, where neither the request
    /// (<see cref="ToolGrounding.Key"/> in <c>ChatOptions.AdditionalProperties</c>) nor the tool (the same entry) says. Default
    /// <see cref="ArgumentGrounding.Prefer"/>, which was measured best: docs/performance.md, "Grounded arguments".
    /// </summary>
    public ArgumentGrounding Grounding
    {
        get;
        init => field = Enum.IsDefined(value) ? value
            : throw new ArgumentOutOfRangeException(nameof(Grounding), value, "Use Off, Prefer or Require.");
    } = ArgumentGrounding.Prefer;

    /// <summary>
    /// What <see cref="ArgumentGrounding.Prefer"/> adds to the logits of tokens that begin a copy, go on after a word, or end the string at a
    /// word's end: 0 to 100. Default 4.
    /// </summary>
    public float GroundingBonus
    {
        get;
        init => field = Bonus(value, nameof(GroundingBonus));
    } = 4;

    /// <summary>The same for tokens that go on inside a word: 0 to 100. Default 20: a word that was begun is finished.</summary>
    public float GroundingWordBonus
    {
        get;
        init => field = Bonus(value, nameof(GroundingWordBonus));
    } = 20;

    /// <summary>Whether forced tokens are computed in one step (<see cref="Inference.DecodeOptions.BatchForcedTokens"/>). Default true.</summary>
    public bool BatchForcedTokens { get; init; } = true;

    /// <summary>The clock of the timings. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    private static float Bonus(float value, string name) => value is >= 0 and <= 100 ? value
        : throw new ArgumentOutOfRangeException(name, value, "Add 0 to 100 to a logit.");
}
