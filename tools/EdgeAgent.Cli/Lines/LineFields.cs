using System.Text.Json;

namespace EdgeAgent.Cli.Lines;

/// <summary>Fields of a line by kind; a field that is missing or null gives null.</summary>
internal static class LineFields
{
    public static string? Text(JsonElement line, string name)
    {
        if (Find(line, name, "a text", JsonValueKind.String) is not { } value) return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            throw JsonLines.Unusable($"'{name}' holds half a surrogate pair or bytes that are not UTF-8.", name);
        }
    }

    public static bool? Flag(JsonElement line, string name)
        => Find(line, name, "true or false", JsonValueKind.True, JsonValueKind.False)?.GetBoolean();

    public static JsonElement? Array(JsonElement line, string name) => Find(line, name, "an array", JsonValueKind.Array);

    public static JsonElement? Object(JsonElement line, string name) => Find(line, name, "an object", JsonValueKind.Object);

    private static JsonElement? Find(JsonElement line, string name, string kind, params ReadOnlySpan<JsonValueKind> kinds)
    {
        if (!line.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null) return null;
        return kinds.Contains(value.ValueKind) ? value : throw JsonLines.Unusable($"'{name}' is not {kind}.", name);
    }
}
