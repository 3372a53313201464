namespace EdgeAgent.Models;

/// <summary>How a package's graphs keep keys and values.</summary>
public sealed record KvFormat
{
    /// <summary>The layout of the converter's own graphs.</summary>
    public const string HeadsFirst = "batch,heads,positions,size";

    /// <summary>Type of the numbers: <c>float32</c>, <c>float16</c>, <c>int8</c>. Of another tool's graph its inputs decide.</summary>
    public required string Type { get; init; }

    /// <summary>The order of the dimensions, <see cref="HeadsFirst"/>.</summary>
    public required string Layout { get; init; }

    /// <summary>Whether one buffer may be bound as past and as present, so that a step writes only its new rows.</summary>
    public required bool InPlace { get; init; }

    /// <summary>Positions the graphs can address: rows of their sine and cosine tables.</summary>
    public required int MaxLength { get; init; }
}
