namespace EdgeAgent.Evaluation;

/// <summary>How one case went.</summary>
internal sealed record Outcome
{
    public required string Id { get; init; }

    public required string Language { get; init; }

    /// <summary>Groups that its result counts in, beside its language.</summary>
    public required IReadOnlyList<string> Groups { get; init; }

    public required Expectation Expected { get; init; }

    public required Verdict Verdict { get; init; }

    /// <summary>The calls; null where the text of a run without a grammar held one that could not be read.</summary>
    public required IReadOnlyList<EmittedCall>? Calls { get; init; }

    public required string Text { get; init; }

    /// <summary>Calls that break their tool's schema or name no tool, with the reason.</summary>
    public required IReadOnlyList<string> InvalidCalls { get; init; }

    /// <summary>The user's last words, to read a failure by.</summary>
    public required string Asked { get; init; }

    /// <summary>What the same prompt gave without a grammar; only where the case failed under one.</summary>
    public string? Plain { get; init; }

    /// <summary>The verdict on <see cref="Plain"/>: right means that the runtime, not the model, is to blame.</summary>
    public Verdict? PlainVerdict { get; init; }
}
