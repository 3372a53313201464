using System.Text.Json;

namespace EdgeAgent.Conversion.Packaging;

/// <summary>Looks up tokens of a tokenizer.json by their text.</summary>
internal sealed class TokenIds(byte[] json, int vocabulary)
{
    /// <summary>The id of a token, if it is one and the model has a row for it.</summary>
    public int? Find(string? token)
    {
        if (token is null) return null;
        using JsonDocument tokenizer = JsonDocument.Parse(json);
        int? id = FindAdded(tokenizer.RootElement, token) ?? FindInModel(tokenizer.RootElement, token);
        return id >= 0 && id < vocabulary ? id : null;
    }

    private static int? FindAdded(JsonElement tokenizer, string token)
    {
        if (!tokenizer.TryGetProperty("added_tokens", out JsonElement added) || added.ValueKind != JsonValueKind.Array) return null;
        foreach (JsonElement one in added.EnumerateArray())
            if (one.ValueKind == JsonValueKind.Object && one.TryGetProperty("content", out JsonElement content) && content.ValueKind == JsonValueKind.String
                && content.ValueEquals(token) && one.TryGetProperty("id", out JsonElement id) && id.TryGetInt32(out int number)) return number;
        return null;
    }

    private static int? FindInModel(JsonElement tokenizer, string token)
        => tokenizer.TryGetProperty("model", out JsonElement model) && model.ValueKind == JsonValueKind.Object && model.TryGetProperty("vocab", out JsonElement tokens)
            && tokens.ValueKind == JsonValueKind.Object && tokens.TryGetProperty(token, out JsonElement id) && id.TryGetInt32(out int number) ? number : null;
}
