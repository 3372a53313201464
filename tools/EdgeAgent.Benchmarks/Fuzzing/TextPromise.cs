using System.Text.Json;
using System.Text.Json.Nodes;

namespace EdgeAgent.Benchmarks.Fuzzing;

/// <summary>How much of a text a tokenizer gives back, told by its tokenizer.json.</summary>
internal enum TextPromise
{
    /// <summary>Byte level without a normalizer: every byte that the vocabulary has.</summary>
    Bytes,

    /// <summary>A normalizer composes characters: the normalized text, which encodes to the same ids again.</summary>
    Normalized,

    /// <summary>SentencePiece's way: U+2581 stands for a space, and one space comes first, which decoding drops.</summary>
    Spaces,

    /// <summary>The same, but no space comes first where there is one; decoding drops that.</summary>
    SpacesButTheFirst,
}

/// <summary>Reads the promise off a tokenizer.json.</summary>
internal static class TextPromises
{
    public static TextPromise Of(ReadOnlySpan<byte> json)
    {
        JsonNode file = JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { MaxDepth = 64 })!;
        bool byteLevel = file["decoder"]?["type"]?.GetValue<string>() == "ByteLevel";
        if (byteLevel) return file["normalizer"] is null ? TextPromise.Bytes : TextPromise.Normalized;
        return file["pre_tokenizer"]?["type"]?.GetValue<string>() == "Metaspace" ? TextPromise.SpacesButTheFirst : TextPromise.Spaces;
    }
}
