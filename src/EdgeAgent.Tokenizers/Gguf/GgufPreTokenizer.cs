using System.Text.Json;
using EdgeAgent.Tokenizers.PreTokenizers;

namespace EdgeAgent.Tokenizers.Gguf;

/// <summary>What a GGUF's name of a pre-tokenizer stands for, in terms of tokenizer.json.</summary>
internal sealed record GgufPreTokenizer
{
    /// <summary>The regex before ByteLevel; null: ByteLevel uses its own, GPT-2's.</summary>
    private string? SplitRegex { get; init; }

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
            "smollm" => new() { Digits = true },
            "llama-bpe" or "llama3" or "llama-v3"
                => new() { SplitRegex = Llama3Splitter.Llama3Pattern, IgnoreMerges = true, BeginsText = true },
            "qwen2" => new() { SplitRegex = Llama3Splitter.Qwen2Pattern, Nfc = true },
            "gpt-2" or "default" or null => new(),
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
        if (SplitRegex is not null) WriteSplit(json, SplitRegex);
        json.WriteStartObject();
        WriteByteLevel(json, prefixSpace: false, useRegex: SplitRegex is null);
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
