namespace EdgeAgent.Models;

/// <summary>Under which terms weights may be used.</summary>
public sealed record LicenceInfo
{
    /// <summary>An SPDX identifier, or the licence's usual name.</summary>
    public required string Id { get; init; }

    /// <summary>Where the text is; null where the id says it.</summary>
    public string? Url { get; init; }

    /// <summary>Whether the makers ask for the terms to be accepted before the weights are fetched.</summary>
    public bool MustAccept { get; init; }
}
