using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EdgeAgent.Conversion.Packaging;

/// <summary>Gives added tokens of a tokenizer.json other texts: how a tokenizer stands in for one that differs in nothing else.</summary>
internal static class TokenRenaming
{
    /// <exception cref="ConversionException">EA4111: there is no added token of that text.</exception>
    public static byte[] Apply(byte[] json, IReadOnlyDictionary<string, string> renames)
    {
        JsonNode tokenizer = JsonNode.Parse(json)!;
        JsonArray added = tokenizer["added_tokens"] as JsonArray ?? [];
        foreach ((string before, string after) in renames.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            JsonObject token = added.OfType<JsonObject>().FirstOrDefault(one => one["content"]?.GetValueKind() == JsonValueKind.String && (string?)one["content"] == before)
                ?? throw ConversionErrors.Tokenizer($"The tokenizer has no added token '{before}' to rename '{after}'.", "added_tokens of tokenizer.json");
            token["content"] = after;
        }
        using MemoryStream bytes = new();
        using (Utf8JsonWriter writer = new(bytes, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) tokenizer.WriteTo(writer);
        return bytes.ToArray();
    }
}
