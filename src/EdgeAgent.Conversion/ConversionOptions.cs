using EdgeAgent.Models;

namespace EdgeAgent.Conversion;

/// <summary>What to convert, into what. The same source and options give the same bytes.</summary>
public sealed record ConversionOptions
{
    internal const int DefaultBlock = 32;

    /// <summary>
    /// A .gguf file (of a split model, any part) or a folder with config.json and safetensors. Null with <see cref="Random"/>.
    /// </summary>
    public string? Source { get; init; }

    /// <summary>A network to fill with random weights, instead of a source.</summary>
    public RandomModel? Random { get; init; }

    /// <summary>The package's folder: created if need be; must be empty.</summary>
    public required string Destination { get; init; }

    /// <summary>The package's id. Default: the manifest row's, else the source's name in lower case.</summary>
    public string? Id { get; init; }

    /// <summary>What the manifest knows of the model; fills in what the source does not tell. May be null.</summary>
    public ModelManifestEntry? Entry { get; init; }

    /// <summary>The matrices of the layers. Default <see cref="WeightFormat.Auto"/>.</summary>
    public WeightFormat Weights { get; init; }

    /// <summary>The embedding and the head. Default <see cref="WeightFormat.Auto"/>: as <see cref="Weights"/>.</summary>
    public WeightFormat Table { get; init; }

    /// <summary>
    /// Numbers that share a scale in what is quantized anew: 16, 32, 64, 128 or 256. Smaller is closer and larger on disk. Blocks that are
    /// carried over keep the source's size where it is smaller. Default 32.
    /// </summary>
    public int Block
    {
        get;
        init => field = value is 16 or 32 or 64 or 128 or 256 ? value
            : throw new ArgumentOutOfRangeException(nameof(Block), value, "Give 16, 32, 64, 128 or 256.");
    } = DefaultBlock;

    /// <summary>
    /// What is quantized anew: true for zero points in the middle, false for an integer zero point in each block (a table that embedding and
    /// head share has none in any case). Default null: false for 4 bits, where it loses less; true for 8.
    /// </summary>
    public bool? Symmetric { get; init; }

    /// <summary>
    /// What quantized matrices are multiplied in: 4, int8 activations (fast; logits move by up to about 1), or 0, float32 (slow, exact).
    /// Default 4.
    /// </summary>
    public int AccuracyLevel
    {
        get;
        init => field = value is 0 or 4 ? value
            : throw new ArgumentOutOfRangeException(nameof(AccuracyLevel), value, "Give 0 (float32) or 4 (int8).");
    } = 4;

    /// <summary>
    /// Positions that the package can address, 1 to 1,048,576. Default: the model's context length, but no more than 131,072: the rotary
    /// tables take as many bytes for a position as a head's key.
    /// </summary>
    public int? MaxLength
    {
        get;
        init => field = value is null or (>= 1 and <= 1 << 20) ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxLength), value, "Give 1 to 1,048,576 positions.");
    }

    /// <summary>A tokenizer.json (or .json.gz), or a folder that has one, to be used instead of the source's own.</summary>
    public string? Tokenizer { get; init; }

    /// <summary>
    /// Added tokens of the tokenizer to rename, old text to new; for stand-ins. Default: the manifest row's, for random weights.
    /// </summary>
    public IReadOnlyDictionary<string, string>? TokenRenames { get; init; }

    /// <summary>A file with a chat template, to be used instead of the source's own.</summary>
    public string? ChatTemplate { get; init; }

    /// <summary>The source's files with sizes and hashes, where they are known already; otherwise they are hashed.</summary>
    public IReadOnlyList<PackageFile>? SourceFiles { get; init; }
}
