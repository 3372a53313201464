using System.Text.Encodings.Web;
using System.Text.Json;
using EdgeAgent.Conversion.Checkpoints;
using EdgeAgent.Models;
using EdgeAgent.Tokenizers;

namespace EdgeAgent.Conversion.Packaging;

/// <summary>The configuration that ONNX Runtime GenAI reads beside a graph and its weights.</summary>
/// <remarks>Source: its configuration reference and the files that its model builder writes.</remarks>
internal static class GenAiFiles
{
    public const string ConfigName = "genai_config.json";
    public const string TokenizerSettingsName = TokenizerFiles.ConfigName;

    // A file, not a web page: tokens keep their angle brackets.
    private static readonly JsonWriterOptions Readable = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Config(ModelArchitecture network, SpecialTokens tokens, GenerationDefaults? advised, int maxLength) => Write(json =>
    {
        json.WriteStartObject("model");
        Number(json, "bos_token_id", tokens.Bos);
        json.WriteNumber("context_length", maxLength);
        WriteDecoder(json, network);
        if (tokens.Eos.Count == 1) json.WriteNumber("eos_token_id", tokens.Eos[0]);
        else if (tokens.Eos.Count > 1) Numbers(json, "eos_token_id", tokens.Eos);
        Number(json, "pad_token_id", tokens.Pad ?? (tokens.Eos.Count > 0 ? tokens.Eos[0] : null));
        json.WriteString("type", network.Family);
        json.WriteNumber("vocab_size", network.Vocabulary);
        json.WriteEndObject();
        WriteSearch(json, advised, maxLength);
    });

    /// <summary>tokenizer_config.json: the source's own, else one with what the tokenizer's file does not tell. Null without a tokenizer.</summary>
    public static byte[]? TokenizerSettings(Checkpoint checkpoint, ConversionOptions options, TokenizerParts parts)
    {
        if (parts.Json is not byte[] tokenizerJson) return null;
        string? folder = options.Tokenizer ?? (checkpoint is HuggingFaceCheckpoint ? options.Source : null);
        if (folder is not null && Path.Combine(folder, TokenizerSettingsName) is string own && File.Exists(own)) return File.ReadAllBytes(own);
        Tokenizer tokenizer = Tokenizer.LoadJson(tokenizerJson);
        return Write(json =>
        {
            json.WriteBoolean("clean_up_tokenization_spaces", false);
            Token("bos_token", parts.Tokens.Bos);
            Token("eos_token", parts.Tokens.Eos.Count > 0 ? parts.Tokens.Eos[0] : null);
            Token("pad_token", parts.Tokens.Pad);
            json.WriteString("tokenizer_class", "PreTrainedTokenizerFast");

            void Token(string name, int? id)
            {
                if (id is int known) json.WriteString(name, tokenizer.Decode([known]));
            }
        });
    }

    private static void WriteDecoder(Utf8JsonWriter json, ModelArchitecture network)
    {
        json.WriteStartObject("decoder");
        json.WriteStartObject("session_options");
        json.WriteString("log_id", "onnxruntime-genai");
        json.WriteStartArray("provider_options");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteString("filename", "model.onnx");
        json.WriteNumber("head_size", network.HeadSize);
        json.WriteNumber("hidden_size", network.Hidden);
        Texts(json, "inputs", ("input_ids", "input_ids"), ("attention_mask", "attention_mask"),
            ("past_key_names", "past_key_values.%d.key"), ("past_value_names", "past_key_values.%d.value"));
        Texts(json, "outputs", ("logits", "logits"), ("present_key_names", "present.%d.key"), ("present_value_names", "present.%d.value"));
        json.WriteNumber("num_attention_heads", network.Heads);
        json.WriteNumber("num_hidden_layers", network.Layers);
        json.WriteNumber("num_key_value_heads", network.KvHeads);
        json.WriteEndObject();
    }

    private static void WriteSearch(Utf8JsonWriter json, GenerationDefaults? advised, int maxLength)
    {
        json.WriteStartObject("search");
        json.WriteBoolean("do_sample", advised?.Temperature > 0);
        json.WriteNumber("max_length", maxLength);
        json.WriteBoolean("past_present_share_buffer", true);
        json.WriteNumber("repetition_penalty", advised?.RepetitionPenalty ?? 1);
        json.WriteNumber("temperature", advised?.Temperature is > 0 and double temperature ? temperature : 1);
        json.WriteNumber("top_k", advised?.TopK ?? 50);
        json.WriteNumber("top_p", advised?.TopP ?? 1);
        json.WriteEndObject();
    }

    private static void Texts(Utf8JsonWriter json, string name, params ReadOnlySpan<(string Name, string Value)> members)
    {
        json.WriteStartObject(name);
        foreach ((string member, string value) in members) json.WriteString(member, value);
        json.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter json, string name, int? value)
    {
        if (value is int known) json.WriteNumber(name, known);
    }

    private static void Numbers(Utf8JsonWriter json, string name, IReadOnlyList<int> values)
    {
        json.WriteStartArray(name);
        foreach (int value in values) json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    private static byte[] Write(Action<Utf8JsonWriter> members)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, Readable))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }
        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }
}
