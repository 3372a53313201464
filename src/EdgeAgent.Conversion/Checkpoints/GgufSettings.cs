using EdgeAgent.Models;
using EdgeAgent.Tokenizers.Gguf;

namespace EdgeAgent.Conversion.Checkpoints;

/// <summary>The numbers of a network in a GGUF file's metadata.</summary>
/// <remarks>Source of the keys: gguf-py's <c>constants.py</c>; of what a family leaves out: llama.cpp's loader.</remarks>
internal sealed class GgufSettings
{
    // llama.cpp fixes what Gemma 3's files do not tell.
    private const int GemmaPattern = 6;
    private const int LayersOfGemma27B = 62;
    private readonly GgufHeader _header;
    private readonly string _file;
    private readonly string _architecture;

    private GgufSettings(GgufHeader header)
    {
        (_header, _file) = (header, header.Files[0]);
        if (!header.TryGetString("general.architecture", out string? architecture))
            throw ConversionErrors.Setting("'general.architecture' is missing.", _file);
        _architecture = architecture;
    }

    public static (ModelArchitecture Architecture, NetworkForm Form) Read(GgufHeader header) => new GgufSettings(header).Read();

    private (ModelArchitecture Architecture, NetworkForm Form) Read()
    {
        string family = _architecture switch
        {
            "llama" or "qwen2" or "qwen3" => _architecture,
            "gemma3" => "gemma3_text",
            _ => throw ConversionErrors.Unsupported(
                $"The GGUF model is of architecture '{_architecture}'.", $"{_file}, general.architecture"),
        };
        int heads = Size("attention.head_count");
        int hidden = Size("embedding_length");
        int headSize = Size("attention.key_length", hidden / heads);
        RequireEqual("attention.value_length", headSize);
        RequireEqual("rope.dimension_count", headSize);
        if (_header.TryGetInt64(Key("expert_count"), out long experts) && experts > 0)
            throw ConversionErrors.Unsupported($"The model is a mixture of {experts} experts.", $"{_file}, {Key("expert_count")}");
        int layers = Size("block_count");
        ModelArchitecture architecture = ArchitectureRules.Check(new()
        {
            Family = family,
            Layers = layers,
            Hidden = hidden,
            Heads = heads,
            KvHeads = Size("attention.head_count_kv", heads),
            HeadSize = headSize,
            Mlp = Size("feed_forward_length"),
            Vocabulary = Vocabulary(),
            ContextLength = Size("context_length"),
            Rope = new() { Theta = Number("rope.freq_base", family == "gemma3_text" ? 1_000_000 : 10_000), Scaling = Scaling() },
            NormEpsilon = (float)Number("attention.layer_norm_rms_epsilon", null),
            SlidingWindow = family == "gemma3_text" && layers <= 1 << 12 ? GemmaWindows(layers) : null,
            Tied = _header.FindTensor("output.weight") is null,
        }, _file);
        return (architecture, Form(architecture));
    }

    private NetworkForm Form(ModelArchitecture a)
    {
        NetworkForm form = NetworkForm.Of(a.Family, a.Hidden, a.HeadSize);
        form = form with
        {
            NormOffset = 0, // llama.cpp's converter has added it already.
            QueryBias = form.QueryBias || _header.FindTensor("blk.0.attn_q.bias") is not null,
            OutputBias = _header.FindTensor("blk.0.attn_output.bias") is not null,
            MlpBias = _header.FindTensor("blk.0.ffn_down.bias") is not null,
        };
        if (a.Family != "gemma3_text") return form;
        int scaled = a.Layers == LayersOfGemma27B ? a.Hidden / a.Heads : a.HeadSize;
        RopeSettings local = new() { Theta = Number("rope.freq_base_swa", 10_000) };
        return form with { AttentionScale = (float)Math.Pow(scaled, -0.5), LocalRope = local };
    }

    private int[] GemmaWindows(int layers)
    {
        int window = Size("attention.sliding_window"), pattern = Size("attention.sliding_window_pattern", GemmaPattern);
        return [.. Enumerable.Range(1, layers).Select(layer => layer % pattern == 0 ? 0 : window)];
    }

    private int Vocabulary()
    {
        long rows = _header.FindTensor("token_embd.weight")?.Rows ?? throw ConversionErrors.MissingTensor("token_embd.weight", _file);
        return rows is > 0 and <= int.MaxValue ? (int)rows : throw ConversionErrors.Setting($"The embedding has {rows} rows.", _file);
    }

    private RopeScaling? Scaling()
    {
        if (!_header.TryGetString(Key("rope.scaling.type"), out string? type)) type = "linear";
        if (type == "none") return null;
        if (type == "linear")
        {
            // Older files have the factor under another key; llama.cpp takes either, and no factor for 1.
            double divisor = Number("rope.scaling.factor", Number("rope.scale_linear", 1));
            return divisor == 1 ? null : new() { Type = "linear", Factor = divisor };
        }
        if (type != "yarn")
            throw ConversionErrors.Unsupported(
                $"Rotary scaling of type '{type}' is not supported.", $"{_file}, {Key("rope.scaling.type")}");
        // llama.cpp's further settings of YaRN have no place in a package but at the values that they have where they are not told.
        string? other = _header.Metadata.Keys.FirstOrDefault(key => key.StartsWith(Key("rope.scaling."), StringComparison.Ordinal)
            && key[Key("rope.scaling.").Length..] is not ("type" or "factor" or "original_context_length" or "finetuned"));
        if (other is not null) throw ConversionErrors.Unsupported($"The setting '{other}' of the rotary scaling is not supported.", $"{_file}, {other}");
        double factor = Number("rope.scaling.factor", null);
        return new()
        {
            Type = "yarn",
            Factor = factor,
            OriginalContextLength = Size("rope.scaling.original_context_length", Size("context_length")),
            AttentionFactor = RopeConfig.YarnAttention(factor),
        };
    }

    private void RequireEqual(string name, int headSize)
    {
        int found = Size(name, headSize);
        if (found != headSize)
            throw ConversionErrors.Unsupported(
                $"'{Key(name)}' is {found}, but heads have {headSize} numbers; only equal sizes are supported.", $"{_file}, {Key(name)}");
    }

    private int Size(string name, int? missing = null)
    {
        string key = Key(name);
        if (!_header.Metadata.ContainsKey(key)) return missing ?? throw ConversionErrors.Setting($"'{key}' is missing.", _file);
        return _header.TryGetInt64(key, out long size) && size is > 0 and <= 1 << 28 ? (int)size
            : throw ConversionErrors.Setting($"'{key}' is not a size of a network.", $"{_file}, {key}");
    }

    private double Number(string name, double? missing)
    {
        string key = Key(name);
        if (!_header.Metadata.ContainsKey(key)) return missing ?? throw ConversionErrors.Setting($"'{key}' is missing.", _file);
        return _header.TryGetDouble(key, out double number) && double.IsFinite(number) && number > 0 ? number
            : throw ConversionErrors.Setting($"'{key}' is not a positive number.", $"{_file}, {key}");
    }

    private string Key(string name) => $"{_architecture}.{name}";
}
