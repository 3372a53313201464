namespace EdgeAgent.Models;

/// <summary>What a machine has of a model.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Fetched">The folder of its fetched or imported files, or null.</param>
/// <param name="FetchedBytes">The size of what lies there, half-fetched files included.</param>
/// <param name="IsWhole">Whether every file of it is there, by size; false where a fetch was cut.</param>
/// <param name="Packages">The folders of packages made of it or imported, each for another converter or source.</param>
/// <param name="PackageBytes">The packages' size.</param>
public sealed record ModelOnDisk(
    string Id, string? Fetched, long FetchedBytes, bool IsWhole, IReadOnlyList<string> Packages, long PackageBytes);
