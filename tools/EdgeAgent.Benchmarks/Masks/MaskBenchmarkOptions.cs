namespace EdgeAgent.Benchmarks.Masks;

/// <summary>What the mask command was asked for.</summary>
internal sealed record MaskBenchmarkOptions
{
    public required string DataPath { get; init; }

    public required string TokenizerPath { get; init; }

    public string? PeerPath { get; init; }

    /// <summary>So many rows, chosen by <see cref="Seed"/>; all where null.</summary>
    public int? Sample { get; init; }

    public int Seed { get; init; }

    /// <summary>How many rows warm the compiler up; all where null.</summary>
    public int? WarmUp { get; init; }

    public double LimitSeconds { get; init; }

    /// <summary>Leaves out the second settings.</summary>
    public bool MainOnly { get; init; }

    /// <summary>Takes a line for each failure under the main settings, as soon as it is known.</summary>
    public string? FailuresPath { get; init; }
}
