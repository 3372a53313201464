namespace EdgeAgent.Models;

/// <summary>The files a model is converted from.</summary>
public sealed record ManifestSource
{
    /// <summary><c>gguf</c>, <c>safetensors</c> or <c>pytorch</c>.</summary>
    public required string Format { get; init; }

    /// <summary>The files, the one to open first. Sizes and hashes where they are known: what differs is refused.</summary>
    public required IReadOnlyList<PackageFile> Files { get; init; }
}
