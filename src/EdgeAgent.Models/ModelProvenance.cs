namespace EdgeAgent.Models;

/// <summary>
/// What a package was made from, by what, and with which options. It holds no times: the same input gives the same bytes.
/// </summary>
public sealed record ModelProvenance
{
    /// <summary>The kind of source: <c>gguf</c>, <c>safetensors</c>, <c>pytorch</c>, <c>random</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The source's files with size and sha256.</summary>
    public IReadOnlyList<PackageFile> SourceFiles { get; init => field = value ?? []; } = [];

    /// <summary>The program that made the package.</summary>
    public required string Converter { get; init; }

    /// <summary>Its version.</summary>
    public required string ConverterVersion { get; init; }

    /// <summary>The options that decided its content.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init => field = value ?? None; } = None;

    private static Dictionary<string, string> None { get; } = [];
}
