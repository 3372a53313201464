using System.Text.Json.Serialization;

namespace EdgeAgent.Models.Foreign;

/// <summary>config.json beside an exported graph: the numbers that the graph's signature may leave open, in the names of several families.</summary>
internal sealed record HuggingFaceModel
{
    public const string FileName = "config.json";

    public string? ModelType { get; init; }

    public int? NumHiddenLayers { get; init; }

    public int? NLayer { get; init; }

    public int? HiddenSize { get; init; }

    public int? NEmbd { get; init; }

    public int? NumAttentionHeads { get; init; }

    public int? NHead { get; init; }

    public int? NumKeyValueHeads { get; init; }

    public int? HeadDim { get; init; }

    public int? VocabSize { get; init; }

    public int? MaxPositionEmbeddings { get; init; }

    public int? NPositions { get; init; }

    public int? BosTokenId { get; init; }

    [JsonConverter(typeof(TokenIdListConverter))]
    public IReadOnlyList<int>? EosTokenId { get; init; }

    public int? PadTokenId { get; init; }

    /// <summary>Where a model of text and more keeps these numbers for its text part.</summary>
    public HuggingFaceModel? TextConfig { get; init; }
}

/// <summary>generation_config.json.</summary>
internal sealed record HuggingFaceGeneration
{
    public const string FileName = "generation_config.json";

    public int? BosTokenId { get; init; }

    [JsonConverter(typeof(TokenIdListConverter))]
    public IReadOnlyList<int>? EosTokenId { get; init; }

    public int? PadTokenId { get; init; }

    public bool? DoSample { get; init; }

    public double? Temperature { get; init; }

    public double? TopP { get; init; }

    public int? TopK { get; init; }

    public double? RepetitionPenalty { get; init; }

    public int? MaxNewTokens { get; init; }
}
