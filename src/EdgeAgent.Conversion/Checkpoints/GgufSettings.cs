using EdgeAgent.Models;
using EdgeAgent.Tokenizers.Gguf;

namespace EdgeAgent.Conversion.Checkpoints;

/// <summary>The numbers of a Llama network in a GGUF file's metadata.</summary>
internal static class GgufSettings
{
    public static ModelArchitecture Read(GgufHeader header)
    {
        string file = header.Files[0];
        if (!header.TryGetString("general.architecture", out string? family))
            throw ConversionErrors.Setting("'general.architecture' is missing.", file);
        if (family != "llama")
            throw ConversionErrors.Unsupported($"The GGUF model is of architecture '{family}'.", $"{file}, general.architecture");
        int heads = Size(header, "llama.attention.head_count");
        int hidden = Size(header, "llama.embedding_length");
        int headSize = Size(header, "llama.attention.key_length", hidden / heads);
        RequireEqual(header, "llama.attention.value_length", headSize);
        RequireEqual(header, "llama.rope.dimension_count", headSize);
        if (header.TryGetInt64("llama.expert_count", out long experts) && experts > 0)
            throw ConversionErrors.Unsupported($"The model is a mixture of {experts} experts.", $"{file}, llama.expert_count");
        return ArchitectureRules.Check(new()
        {
            Family = "llama",
            Layers = Size(header, "llama.block_count"),
            Hidden = hidden,
            Heads = heads,
            KvHeads = Size(header, "llama.attention.head_count_kv", heads),
            HeadSize = headSize,
            Mlp = Size(header, "llama.feed_forward_length"),
            Vocabulary = Vocabulary(header),
            ContextLength = Size(header, "llama.context_length"),
            Rope = new() { Theta = Number(header, "llama.rope.freq_base", 10_000), Scaling = Scaling(header) },
            NormEpsilon = (float)Number(header, "llama.attention.layer_norm_rms_epsilon", null),
            Tied = header.FindTensor("output.weight") is null,
        }, file);
    }

    private static int Vocabulary(GgufHeader header)
    {
        long rows = header.FindTensor("token_embd.weight")?.Rows
            ?? throw ConversionErrors.MissingTensor("token_embd.weight", header.Files[0]);
        return rows is > 0 and <= int.MaxValue ? (int)rows
            : throw ConversionErrors.Setting($"The embedding has {rows} rows.", header.Files[0]);
    }

    private static RopeScaling? Scaling(GgufHeader header)
    {
        if (!header.TryGetString("llama.rope.scaling.type", out string? type) || type == "none") return null;
        if (type != "linear")
            throw ConversionErrors.Unsupported($"Rotary scaling of type '{type}' is not supported.",
                $"{header.Files[0]}, llama.rope.scaling.type");
        return new() { Type = "linear", Factor = Number(header, "llama.rope.scaling.factor", null) };
    }

    private static void RequireEqual(GgufHeader header, string key, int headSize)
    {
        int found = Size(header, key, headSize);
        if (found != headSize)
            throw ConversionErrors.Unsupported($"'{key}' is {found}, but heads have {headSize} numbers; only equal sizes are supported.",
                $"{header.Files[0]}, {key}");
    }

    private static int Size(GgufHeader header, string key, int? missing = null)
    {
        if (!header.Metadata.ContainsKey(key)) return missing ?? throw ConversionErrors.Setting($"'{key}' is missing.", header.Files[0]);
        return header.TryGetInt64(key, out long size) && size is > 0 and <= 1 << 28 ? (int)size
            : throw ConversionErrors.Setting($"'{key}' is not a size of a network.", $"{header.Files[0]}, {key}");
    }

    private static double Number(GgufHeader header, string key, double? missing)
    {
        if (!header.Metadata.ContainsKey(key)) return missing ?? throw ConversionErrors.Setting($"'{key}' is missing.", header.Files[0]);
        return header.TryGetDouble(key, out double number) && double.IsFinite(number) && number > 0 ? number
            : throw ConversionErrors.Setting($"'{key}' is not a positive number.", $"{header.Files[0]}, {key}");
    }
}
