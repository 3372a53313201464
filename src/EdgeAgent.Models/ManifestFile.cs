namespace EdgeAgent.Models;

/// <summary>The whole of a manifest's JSON.</summary>
internal sealed record ManifestFile
{
    public required string ManifestVersion { get; init; }

    public required IReadOnlyList<ModelManifestEntry> Models { get; init; }

    /// <summary>Chat templates by name, each a list of lines to be joined without a separator.</summary>
    public Dictionary<string, IReadOnlyList<string>> Templates { get; init => field = value ?? []; } = [];
}
