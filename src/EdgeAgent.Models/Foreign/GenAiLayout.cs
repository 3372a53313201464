using System.Globalization;
using System.Text.Json;

namespace EdgeAgent.Models.Foreign;

/// <summary>A folder that ONNX Runtime GenAI's model builder wrote, or Olive, whose builder pass calls it.</summary>
internal static class GenAiLayout
{
    private const int MostLayers = 1 << 12;

    public static ModelDescriptor Infer(string folder)
    {
        string path = Path.Combine(folder, GenAiConfig.FileName);
        GenAiConfig config = ForeignErrors.Read(path, ForeignJsonContext.Default.GenAiConfig);
        GenAiModel model = config.Model ?? throw ForeignErrors.Missing("model", path);
        GenAiDecoder decoder = model.Decoder ?? throw ForeignErrors.Missing("model.decoder", path);
        RefuseOtherKinds(model, decoder, path);
        string file = decoder.Filename is { Length: > 0 } name ? name : throw ForeignErrors.Missing("model.decoder.filename", path);
        ModelArchitecture architecture = Architecture(model, decoder, path);
        int context = architecture.ContextLength;
        ForeignParts parts = ForeignParts.Find(folder, file);
        return parts.Describe(new()
        {
            FormatVersion = ModelDescriptor.CurrentFormatVersion,
            Id = parts.Id,
            Architecture = architecture,
            Graphs = [parts.Graph with { Tensors = Names(decoder, architecture.Layers, path) }],
            Kv = new()
            {
                Type = "float32",
                Layout = KvFormat.HeadsFirst,
                InPlace = config.Search?.PastPresentShareBuffer == true,
                MaxLength = context,
            },
            Quantization = ForeignParts.UnknownQuantization,
            Tokens = new()
            {
                Bos = model.BosTokenId is >= 0 ? model.BosTokenId : null,
                Eos = model.EosTokenId ?? [],
                Pad = model.PadTokenId is >= 0 ? model.PadTokenId : null,
            },
            Generation = Generation(config.Search),
            Files = parts.Files(GenAiConfig.FileName),
        });
    }

    // Graphs that are fed something else than ids, or run in pieces.
    private static void RefuseOtherKinds(GenAiModel model, GenAiDecoder decoder, string path)
    {
        foreach ((string name, JsonElement? part) in (ReadOnlySpan<(string, JsonElement?)>)[
            ("model.encoder", model.Encoder), ("model.embedding", model.Embedding), ("model.vision", model.Vision),
            ("model.speech", model.Speech), ("model.decoder.pipeline", decoder.Pipeline)])
            if (part is { ValueKind: JsonValueKind.Object or JsonValueKind.Array } there
                && (there.ValueKind == JsonValueKind.Array ? there.GetArrayLength() > 0 : there.TryGetProperty("filename", out _)))
                throw ForeignErrors.Unsupported($"The package has a '{name}': its model is run as several graphs, which is not supported.", $"{path}, {name}");
        if (decoder.Inputs?.PastNames is { Length: > 0 })
            throw ForeignErrors.Unsupported("The graph keeps keys and values in one tensor a layer, which is not supported.", $"{path}, model.decoder.inputs.past_names");
        if (decoder.SlidingWindow is { } window && window.SlideKeyValueCache != false)
            throw ForeignErrors.Unsupported("The graph sees a window of the key-value cache that slides, which is not supported.",
                $"{path}, model.decoder.sliding_window");
    }

    private static ModelArchitecture Architecture(GenAiModel model, GenAiDecoder decoder, string path)
    {
        int heads = Needed(decoder.NumAttentionHeads, "model.decoder.num_attention_heads");
        int layers = Needed(decoder.NumHiddenLayers, "model.decoder.num_hidden_layers");
        if (layers > MostLayers) throw ForeignErrors.Malformed($"A model of {layers} layers is beyond any that is known.", $"{path}, model.decoder.num_hidden_layers");
        return new()
        {
            Family = model.Type ?? "unknown",
            Layers = layers,
            Hidden = Needed(decoder.HiddenSize, "model.decoder.hidden_size"),
            Heads = heads,
            KvHeads = decoder.NumKeyValueHeads is > 0 and int few ? few : heads,
            HeadSize = Needed(decoder.HeadSize, "model.decoder.head_size"),
            Mlp = 0,
            Vocabulary = Needed(model.VocabSize, "model.vocab_size"),
            ContextLength = Needed(model.ContextLength, "model.context_length"),
            Rope = new() { Theta = 0 },
            NormEpsilon = 0,
            Tied = false,
        };

        int Needed(int? number, string member) => number ?? throw ForeignErrors.Missing(member, path);
    }

    private static Dictionary<string, string>? Names(GenAiDecoder decoder, int layers, string path)
    {
        Dictionary<string, string> names = new(StringComparer.Ordinal);
        Add("input_ids", decoder.Inputs?.InputIds);
        Add("attention_mask", decoder.Inputs?.AttentionMask);
        Add("position_ids", decoder.Inputs?.PositionIds);
        Add("logits", decoder.Outputs?.Logits);
        AddLayers("past_key_values.{0}.key", decoder.Inputs?.PastKeyNames, "model.decoder.inputs.past_key_names");
        AddLayers("past_key_values.{0}.value", decoder.Inputs?.PastValueNames, "model.decoder.inputs.past_value_names");
        AddLayers("present.{0}.key", decoder.Outputs?.PresentKeyNames, "model.decoder.outputs.present_key_names");
        AddLayers("present.{0}.value", decoder.Outputs?.PresentValueNames, "model.decoder.outputs.present_value_names");
        return names.Count == 0 ? null : names;

        void Add(string usual, string? told)
        {
            if (told is { Length: > 0 } && told != usual) names.Add(usual, told);
        }

        void AddLayers(string usual, string? pattern, string member)
        {
            if (pattern is not { Length: > 0 }) return;
            if (!pattern.Contains("%d", StringComparison.Ordinal)) throw ForeignErrors.Malformed($"'{pattern}' has no %d for the layer's number.", $"{path}, {member}");
            for (int layer = 0; layer < layers; layer++)
            {
                string number = layer.ToString(CultureInfo.InvariantCulture);
                Add(usual.Replace("{0}", number, StringComparison.Ordinal), pattern.Replace("%d", number, StringComparison.Ordinal));
            }
        }
    }

    // Without do_sample the other numbers have no effect there, but for the penalty.
    private static GenerationDefaults? Generation(GenAiSearch? search) => search is null ? null
        : search.DoSample == true
            ? new() { Temperature = search.Temperature ?? 1, TopP = search.TopP is > 0 ? search.TopP : null, TopK = search.TopK, RepetitionPenalty = search.RepetitionPenalty }
            : new() { Temperature = 0, RepetitionPenalty = search.RepetitionPenalty };
}
