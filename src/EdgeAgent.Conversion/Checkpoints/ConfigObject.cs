using System.Text.Json;
using EdgeAgent.Models;

namespace EdgeAgent.Conversion.Checkpoints;

/// <summary>Members of a JSON object of settings, with errors that name file and member. A null counts as missing.</summary>
internal readonly struct ConfigObject(JsonElement json, string path)
{
    public string Path => path;

    public ConfigObject? Object(string name)
    {
        if (Find(name) is not JsonElement value) return null;
        return value.ValueKind == JsonValueKind.Object ? new(value, path) : throw Wrong(name, "an object");
    }

    public string? Text(string name)
    {
        if (Find(name) is not JsonElement value) return null;
        return JsonTexts.TextOf(value) ?? throw Wrong(name, "a text");
    }

    public bool Flag(string name, bool missing = false) => Find(name)?.ValueKind switch
    {
        null => missing,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong(name, "true or false"),
    };

    /// <summary>A list of texts, or null.</summary>
    public IReadOnlyList<string>? Texts(string name)
    {
        if (Find(name) is not JsonElement value) return null;
        if (value.ValueKind != JsonValueKind.Array) throw Wrong(name, "a list of texts");
        List<string> texts = [];
        foreach (JsonElement one in value.EnumerateArray())
            texts.Add(JsonTexts.TextOf(one) ?? throw Wrong(name, "a list of texts"));
        return texts;
    }

    public bool Has(string name) => Find(name) is not null;

    /// <summary>Whether it is told that there is none, which is not the same where the default is something.</summary>
    public bool IsNull(string name) => json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Null;

    public int Size(string name, int? missing = null)
    {
        if (Find(name) is not JsonElement value) return missing ?? throw ConversionErrors.Setting($"'{name}' is missing.", path);
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int size) && size is > 0 and <= 1 << 28 ? size
            : throw Wrong(name, "a size of a network");
    }

    /// <summary>A number of things, which may be none.</summary>
    public int Count(string name)
        => Find(name) is JsonElement { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out int count) && count >= 0 ? count
            : throw Wrong(name, "a count");

    public double Number(string name, double? missing = null)
    {
        if (Find(name) is not JsonElement value) return missing ?? throw ConversionErrors.Setting($"'{name}' is missing.", path);
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number) && number > 0
            ? number : throw Wrong(name, "a positive number");
    }

    /// <summary>One id or a list of them. Ids outside of the vocabulary (some files say -1 for none) are left out.</summary>
    public IEnumerable<int> Ids(string name, int vocabulary)
    {
        if (Find(name) is not JsonElement value) return [];
        IEnumerable<JsonElement> all = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [value];
        List<int> ids = [];
        foreach (JsonElement one in all)
        {
            if (one.ValueKind != JsonValueKind.Number || !one.TryGetInt32(out int id)) throw Wrong(name, "an id or a list of ids");
            if (id >= 0 && id < vocabulary) ids.Add(id);
        }
        return ids;
    }

    private JsonElement? Find(string name)
    {
        if (json.ValueKind != JsonValueKind.Object) throw ConversionErrors.Setting("The file does not hold a JSON object.", path);
        return json.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    private ConversionException Wrong(string name, string expected)
        => ConversionErrors.Setting($"'{name}' is not {expected}.", $"{path}, {name}");
}
