using System.Text.Json;

namespace EdgeAgent.Tokenizers.Json;

/// <summary>A small part of a tokenizer.json (not its vocabulary) with its JSON pointer, read with errors that name both.</summary>
internal readonly struct JsonPart(JsonElement element, string pointer)
{
    /// <summary>The JSON pointer, from the root.</summary>
    public string Pointer { get; } = pointer;

    /// <summary>Whether the part is missing or null.</summary>
    public bool IsNull => element.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    /// <summary>The value of <c>type</c>.</summary>
    public string Type => this["type"].String();

    /// <summary>A field; one that is missing reads as null.</summary>
    public JsonPart this[string name]
    {
        get
        {
            if (element.ValueKind != JsonValueKind.Object) throw TokenizerErrors.Malformed("An object is expected here.", Pointer);
            return new(element.TryGetProperty(name, out JsonElement value) ? value : default,
                $"{Pointer}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}");
        }
    }

    /// <summary>The elements of an array.</summary>
    public IEnumerable<JsonPart> Items()
    {
        if (element.ValueKind != JsonValueKind.Array) throw TokenizerErrors.Malformed("An array is expected here.", Pointer);
        string pointer = Pointer;
        return element.EnumerateArray().Select((item, i) => new JsonPart(item, $"{pointer}/{i}"));
    }

    /// <summary>The text.</summary>
    public string String()
        => element.ValueKind == JsonValueKind.String ? element.GetString()!
            : throw TokenizerErrors.Malformed("A string is expected here.", Pointer);

    /// <summary>The truth value; <paramref name="missing"/> where there is none.</summary>
    public bool Bool(bool? missing = null) => element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ when IsNull && missing is not null => missing.Value,
        _ => throw TokenizerErrors.Malformed("true or false is expected here.", Pointer),
    };

    /// <summary>The number, a whole one from 0 to <paramref name="most"/>.</summary>
    public int Int32(int most)
        => element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out int value) && value >= 0 && value <= most ? value
            : throw TokenizerErrors.Malformed($"A whole number from 0 to {most} is expected here.", Pointer);

    /// <summary>Whether the part is the number 0.</summary>
    public bool IsZero => element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out double value) && value == 0;

    /// <summary>Whether the part is missing, null or an empty string.</summary>
    public bool IsNullOrEmpty => IsNull || (element.ValueKind == JsonValueKind.String && element.ValueEquals(""));
}
