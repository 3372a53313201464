using System.Text.Json;

namespace EdgeAgent.Models.Foreign;

/// <summary>Looks up tokens of a tokenizer.json by their text. Dispose gives the parsed text's memory back.</summary>
internal sealed class TokenIds(byte[] json, int vocabulary) : IDisposable
{
    private readonly JsonDocument _tokenizer = JsonDocument.Parse(json);

    /// <summary>The id of a token, if it is one and the model has a row for it.</summary>
    public int? Find(string? token)
    {
        if (token is null) return null;
        int? id = FindAdded(token) ?? FindInModel(token);
        return id >= 0 && id < vocabulary ? id : null;
    }

    public void Dispose() => _tokenizer.Dispose();

    private int? FindAdded(string token)
    {
        if (!TryGet("added_tokens", out JsonElement added) || added.ValueKind != JsonValueKind.Array) return null;
        foreach (JsonElement one in added.EnumerateArray())
            if (one.ValueKind == JsonValueKind.Object && one.TryGetProperty("content", out JsonElement content)
                && content.ValueKind == JsonValueKind.String
                && content.ValueEquals(token) && one.TryGetProperty("id", out JsonElement id) && Number(id) is int number) return number;
        return null;
    }

    private int? FindInModel(string token)
        => TryGet("model", out JsonElement model) && model.ValueKind == JsonValueKind.Object
            && model.TryGetProperty("vocab", out JsonElement tokens)
            && tokens.ValueKind == JsonValueKind.Object && tokens.TryGetProperty(token, out JsonElement id) ? Number(id) : null;

    private bool TryGet(string name, out JsonElement value)
    {
        value = default;
        return _tokenizer.RootElement.ValueKind == JsonValueKind.Object && _tokenizer.RootElement.TryGetProperty(name, out value);
    }

    private static int? Number(JsonElement id) => id.ValueKind == JsonValueKind.Number && id.TryGetInt32(out int number) ? number : null;
}
