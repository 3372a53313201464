namespace EdgeAgent.Models;

/// <summary>A figure that was measured on a model.</summary>
public sealed record ManifestMeasure
{
    /// <summary>What was measured.</summary>
    public required string What { get; init; }

    /// <summary>The figure.</summary>
    public required double Value { get; init; }

    /// <summary>Its unit; null for a plain number.</summary>
    public string? Unit { get; init; }

    /// <summary>The command, data and machine.</summary>
    public required string How { get; init; }
}
