using System.Text.Json;
using EdgeAgent.Models;

namespace EdgeAgent.Conversion.Checkpoints;

/// <summary>config.json of Hugging Face's transformers, in its style before and since version 5, and generation_config.json.</summary>
/// <remarks>
/// Defaults are those of transformers' configuration classes. A setting that changes the network and is not known is refused.
/// </remarks>
internal static class HuggingFaceConfig
{
    public const string FileName = "config.json";

    public static (ModelArchitecture Architecture, NetworkForm Form) ReadNetwork(string folder)
    {
        string path = Path.Combine(folder, FileName);
        using JsonDocument json = Parse(path);
        ConfigObject config = new(json.RootElement, path);
        OtherNetworks.Refuse(config);
        string family = config.Text("model_type") ?? throw ConversionErrors.Setting("'model_type' is missing.", path);
        if (!NetworkForm.Families.Contains(family))
            throw ConversionErrors.Unsupported($"The model is of type '{family}'.", $"{path}, model_type");
        bool gemma = family == "gemma3_text";
        int heads = config.Size("num_attention_heads");
        int hidden = config.Size("hidden_size");
        int layers = config.Size("num_hidden_layers");
        ModelArchitecture architecture = ArchitectureRules.Check(new()
        {
            Family = family,
            Layers = layers,
            Hidden = hidden,
            Heads = heads,
            KvHeads = config.Size("num_key_value_heads", family is "llama" or "mistral" ? heads : null),
            HeadSize = config.Size("head_dim", gemma ? 256 : family == "qwen3" ? 128 : hidden / heads),
            Mlp = config.Size("intermediate_size"),
            Vocabulary = config.Size("vocab_size"),
            ContextLength = config.Size("max_position_embeddings", LongestContext(family)),
            Rope = RopeConfig.Read(config, "full_attention", gemma ? 1_000_000 : 10_000),
            NormEpsilon = (float)config.Number("rms_norm_eps", 1e-6),
            SlidingWindow = layers <= 1 << 12 ? WindowConfig.Read(config, family, layers) : null,
            Tied = config.Flag("tie_word_embeddings", missing: gemma),
        }, path);
        return (architecture, FormConfig.Read(config, architecture));
    }

    /// <summary>Ids from generation_config.json, which decides, and from config.json.</summary>
    public static SpecialTokens ReadTokens(string folder, int vocabulary)
    {
        SpecialTokens tokens = new();
        foreach (string name in (ReadOnlySpan<string>)[FileName, "generation_config.json"])
        {
            string path = Path.Combine(folder, name);
            if (!File.Exists(path)) continue;
            using JsonDocument json = Parse(path);
            ConfigObject config = new(json.RootElement, path);
            int[] eos = [.. config.Ids("eos_token_id", vocabulary)];
            tokens = new()
            {
                Bos = config.Ids("bos_token_id", vocabulary).Cast<int?>().FirstOrDefault() ?? tokens.Bos,
                Eos = eos.Length > 0 ? eos : tokens.Eos,
                Pad = config.Ids("pad_token_id", vocabulary).Cast<int?>().FirstOrDefault() ?? tokens.Pad,
            };
        }
        return tokens;
    }

    public static JsonDocument Parse(string path)
    {
        const long Largest = 256L << 20; // an index of a large model has some megabytes; tokenizer.json up to 40
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (stream.Length > Largest) throw ConversionErrors.Setting($"The file has {stream.Length:N0} bytes.", path);
            return JsonDocument.Parse(stream);
        }
        catch (JsonException e)
        {
            throw ConversionErrors.Setting($"The file is not JSON: {e.Message}", path, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ConversionErrors.NoSource($"The file cannot be read: {e.Message}", path, e);
        }
    }

    private static int LongestContext(string family) => family switch
    {
        "llama" => 2048,
        "qwen2" or "qwen3" => 32_768,
        _ => 131_072,
    };
}
