using System.Text.Json;
using EdgeAgent.Tokenizers.PreTokenizers;

namespace EdgeAgent.Tokenizers.Gguf;

/// <summary>What a GGUF's name of a pre-tokenizer stands for, in terms of tokenizer.json.</summary>
/// <remarks>The names and their meaning are llama.cpp's, which normalizes no text; qwen2 is read as published, with NFC.</remarks>
internal sealed record GgufPreTokenizer
{
    /// <summary>The regexes before ByteLevel, each cutting the pieces of the one before; none: ByteLevel uses its own, GPT-2's.</summary>
    private string[] Regexes { get; init; } = [];

    /// <summary>Whether digits are cut off one by one first.</summary>
    private bool Digits { get; init; }

    /// <summary>Whether the text is brought to NFC first.</summary>
    private bool Nfc { get; init; }

    /// <summary>Whether a word that is a token stays whole, whatever the merges say.</summary>
    public bool IgnoreMerges { get; private init; }

    /// <summary>Whether texts begin with the beginning-of-text token where the file does not say.</summary>
    public bool BeginsText { get; private init; }

    /// <summary>The pre-tokenizer of a model.</summary>
    public static GgufPreTokenizer Find(GgufHeader header)
    {
        header.TryGetString("tokenizer.ggml.pre", out string? name);
        return name switch
        {
            "gpt-2" or "default" or null or "phi-2" or "mpt" or "olmo" or "jais" or "trillion" or "granite-docling" or "gigachat" or "a.x-4.0"
                or "mellum" or "exaone4" => new(),
            "smollm" or "starcoder" or "refact" or "command-r" or "codeshell" or "exaone" or "minerva-7b" or "mellum2"
                => new() { Digits = true },
            "llama-bpe" or "llama3" or "llama-v3" or "falcon3" or "falcon-h1" or "pixtral" or "midm-2.0" or "lfm2"
                => new() { Regexes = [Llama3Splitter.Llama3Pattern], IgnoreMerges = true, BeginsText = true },
            "dbrx" or "smaug-bpe" or "glm4" or "chatglm-bpe" => new() { Regexes = [Llama3Splitter.Llama3Pattern] },
            "qwen2" => new() { Regexes = [Llama3Splitter.Qwen2Pattern], Nfc = true },
            "megrez" or "stablelm2" or "hunyuan" or "solar-open" or "grok-2" or "deepseek-r1-qwen"
                => new() { Regexes = [Llama3Splitter.Qwen2Pattern] },
            "qwen35" => new() { Regexes = [GgufPatterns.Qwen35] },
            "gpt-4o" or "llama4" or "kanana2" or "minimax-m2" => new() { Regexes = [GgufPatterns.Gpt4o] },
            "tekken" => new() { Regexes = [GgufPatterns.Tekken], IgnoreMerges = true, BeginsText = true },
            "deepseek-v3" or "hunyuan-dense" or "joyai-llm" => new() { Regexes = GgufPatterns.DeepSeekV3 },
            "deepseek-coder" => new() { Regexes = GgufPatterns.DeepSeekCoder },
            "falcon" => new() { Regexes = GgufPatterns.Falcon },
            "bloom" or "poro-chat" or "gpt3-finnish" => new() { Regexes = [GgufPatterns.Bloom] },
            "viking" => new() { Regexes = [GgufPatterns.Bloom, @"\p{N}"] },
            "bailingmoe" or "bailingmoe2" or "llada-moe" => new() { Regexes = [GgufPatterns.Bailing] },
            "seed-coder" => new() { Regexes = [GgufPatterns.SeedCoder] },
            "minicpm5" => new() { Regexes = [@"\p{N}{1,3}", GgufPatterns.MiniCpm], IgnoreMerges = true },
            "kimi-k2" => new() { Regexes = [GgufPatterns.Kimi] },
            "tiny_aya" or "cohere2moe" => new() { Regexes = GgufPatterns.TinyAya },
            "superbpe" => new() { Regexes = GgufPatterns.SuperBpe },
            _ => throw TokenizerErrors.UnsupportedGgufPreTokenizer(name, header.Files[0]),
        };
    }

    /// <summary>Writes <c>normalizer</c>, <c>pre_tokenizer</c> and <c>decoder</c>.</summary>
    public void Write(Utf8JsonWriter json)
    {
        if (Nfc)
        {
            json.WriteStartObject("normalizer");
            json.WriteString("type", "NFC");
            json.WriteEndObject();
        }
        else json.WriteNull("normalizer");

        json.WriteStartObject("pre_tokenizer");
        json.WriteString("type", "Sequence");
        json.WriteStartArray("pretokenizers");
        if (Digits) WriteDigits(json);
        foreach (string regex in Regexes) WriteSplit(json, regex);
        json.WriteStartObject();
        WriteByteLevel(json, prefixSpace: false, useRegex: Regexes.Length == 0);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();

        json.WriteStartObject("decoder");
        WriteByteLevel(json, prefixSpace: true, useRegex: true);   // a decoder reads neither; published files say so
        json.WriteEndObject();
    }

    private static void WriteDigits(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "Digits");
        json.WriteBoolean("individual_digits", true);
        json.WriteEndObject();
    }

    private static void WriteSplit(Utf8JsonWriter json, string regex)
    {
        json.WriteStartObject();
        json.WriteString("type", "Split");
        json.WriteStartObject("pattern");
        json.WriteString("Regex", regex);
        json.WriteEndObject();
        json.WriteString("behavior", "Isolated");
        json.WriteBoolean("invert", false);
        json.WriteEndObject();
    }

    private static void WriteByteLevel(Utf8JsonWriter json, bool prefixSpace, bool useRegex)
    {
        json.WriteString("type", "ByteLevel");
        json.WriteBoolean("add_prefix_space", prefixSpace);
        json.WriteBoolean("trim_offsets", true);
        json.WriteBoolean("use_regex", useRegex);
    }
}
