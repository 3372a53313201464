namespace EdgeAgent.Models;

/// <summary>One package to be made.</summary>
public sealed record ModelBuildRequest
{
    /// <summary>The source: a file (of a split model, its first) or a folder.</summary>
    public required string Source { get; init; }

    /// <summary>The folder to fill: it exists and is empty.</summary>
    public required string Destination { get; init; }

    /// <summary>The id that the package gets.</summary>
    public required string Id { get; init; }

    /// <summary>What the manifest knows of the model and the source does not tell; null for a model outside of it.</summary>
    public ModelManifestEntry? Entry { get; init; }

    /// <summary>The source's files, where the caller has hashed them already; otherwise null.</summary>
    public IReadOnlyList<PackageFile>? SourceFiles { get; init; }
}
