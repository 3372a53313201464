using System.Text.Json;

namespace EdgeAgent.Models;

/// <summary>What a model package says about itself: the content of its <c>edge-agent.json</c>.</summary>
/// <remarks>
/// Immutable. The JSON Schema is docs/edge-agent.schema.json. Readers ignore members they do not know and refuse a higher major
/// <see cref="FormatVersion"/>, so members may be added under the same major version.
/// </remarks>
public sealed record ModelDescriptor
{
    /// <summary>The name of the file in a package's folder.</summary>
    public const string FileName = "edge-agent.json";

    /// <summary>The version of the format that this library writes, and the highest major version that it reads.</summary>
    public const string CurrentFormatVersion = "1.0";

    /// <summary><c>major.minor</c>.</summary>
    public required string FormatVersion { get; init; }

    /// <summary>The model's id, as in the manifest, or the name that its converter gave it.</summary>
    public required string Id { get; init; }

    /// <summary>The network's family and numbers.</summary>
    public required ModelArchitecture Architecture { get; init; }

    /// <summary>The ONNX graphs; those of one form work together and share their weights.</summary>
    public required IReadOnlyList<ModelGraph> Graphs { get; init; }

    /// <summary>How keys and values are kept between steps.</summary>
    public required KvFormat Kv { get; init; }

    /// <summary>
    /// Where the head's matrix lies, so that single rows of it can be computed without the head graph; null where that is not told.
    /// </summary>
    public VocabularyTable? Table { get; init; }

    /// <summary>The tokenizer's file, <c>tokenizer.json</c>; null for a package of ids only.</summary>
    public string? Tokenizer { get; init; }

    /// <summary>The file with the chat template (Jinja; or a .json file whose member <c>chat_template</c> is one), or null.</summary>
    public string? ChatTemplate { get; init; }

    /// <summary>How the weights were quantized.</summary>
    public required QuantizationInfo Quantization { get; init; }

    /// <summary>Ids of the tokens that begin, end and pad a text.</summary>
    public required SpecialTokens Tokens { get; init; }

    /// <summary>How the model writes tool calls and reads results; null where it was not trained for them and nothing is known.</summary>
    public ToolCallFormat? ToolCalls { get; init; }

    /// <summary>What its makers advise for sampling; absent values are the runtime's.</summary>
    public GenerationDefaults? Generation { get; init; }

    /// <summary>Every other file of the package, with size and sha256.</summary>
    public required IReadOnlyList<PackageFile> Files { get; init; }

    /// <summary>Under which terms the weights may be used.</summary>
    public LicenceInfo? Licence { get; init; }

    /// <summary>What the package was made from, by what, and with which options.</summary>
    public ModelProvenance? Provenance { get; init; }

    /// <summary>Which parts are not the model's own; null where all are.</summary>
    public StandIns? StandIn { get; init; }

    /// <summary>The descriptor as JSON, indented, ending in a newline: what <see cref="FileName"/> holds.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ModelsJsonContext.Default.ModelDescriptor) + "\n";
}
