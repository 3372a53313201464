using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeAgent.Models.Foreign;

/// <summary>genai_config.json: the part that tells how a decoder's graph is run.</summary>
/// <remarks>Source: ONNX Runtime GenAI's configuration reference and <c>src/config.h</c>, whose defaults hold for absent names.</remarks>
internal sealed record GenAiConfig
{
    public const string FileName = "genai_config.json";

    public GenAiModel? Model { get; init; }

    public GenAiSearch? Search { get; init; }
}

/// <summary>The member <c>model</c>.</summary>
internal sealed record GenAiModel
{
    public string? Type { get; init; }

    public int? BosTokenId { get; init; }

    [JsonConverter(typeof(TokenIdListConverter))]
    public IReadOnlyList<int>? EosTokenId { get; init; }

    public int? PadTokenId { get; init; }

    public int? ContextLength { get; init; }

    public int? VocabSize { get; init; }

    public GenAiDecoder? Decoder { get; init; }

    // What a model of text alone does not have; only whether it is there counts.
    public JsonElement? Encoder { get; init; }

    public JsonElement? Embedding { get; init; }

    public JsonElement? Vision { get; init; }

    public JsonElement? Speech { get; init; }
}

/// <summary>The member <c>model.decoder</c>.</summary>
internal sealed record GenAiDecoder
{
    public string? Filename { get; init; }

    public int? HeadSize { get; init; }

    public int? HiddenSize { get; init; }

    public int? NumAttentionHeads { get; init; }

    public int? NumHiddenLayers { get; init; }

    public int? NumKeyValueHeads { get; init; }

    public GenAiInputs? Inputs { get; init; }

    public GenAiOutputs? Outputs { get; init; }

    public GenAiSlidingWindow? SlidingWindow { get; init; }

    public JsonElement? Pipeline { get; init; }
}

/// <summary>The member <c>model.decoder.inputs</c>: the graph's names; <c>%d</c> stands for the layer.</summary>
internal sealed record GenAiInputs
{
    public string? InputIds { get; init; }

    public string? AttentionMask { get; init; }

    public string? PositionIds { get; init; }

    public string? PastKeyNames { get; init; }

    public string? PastValueNames { get; init; }

    public string? PastNames { get; init; }
}

/// <summary>The member <c>model.decoder.outputs</c>.</summary>
internal sealed record GenAiOutputs
{
    public string? Logits { get; init; }

    public string? PresentKeyNames { get; init; }

    public string? PresentValueNames { get; init; }
}

/// <summary>The member <c>model.decoder.sliding_window</c>: for graphs that are fed windows instead of the whole past.</summary>
internal sealed record GenAiSlidingWindow
{
    public bool? SlideKeyValueCache { get; init; }
}

/// <summary>The member <c>search</c>.</summary>
internal sealed record GenAiSearch
{
    public bool? DoSample { get; init; }

    public double? Temperature { get; init; }

    public double? TopP { get; init; }

    public int? TopK { get; init; }

    public double? RepetitionPenalty { get; init; }

    public bool? PastPresentShareBuffer { get; init; }
}
