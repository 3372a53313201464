using EdgeAgent.Tokenizers.Gguf;

namespace EdgeAgent.Conversion.Packaging;

/// <summary>The tokenizer of a GGUF file as tokenizer.json.</summary>
internal static class GgufTokenizerJson
{
    private const string ModelKey = "tokenizer.ggml.model";

    /// <summary>The JSON, or null where the file has no tokenizer.</summary>
    public static byte[]? Write(GgufHeader header)
        => header.TryGetString(ModelKey, out string? model) && model != "none" ? null : null;
}
