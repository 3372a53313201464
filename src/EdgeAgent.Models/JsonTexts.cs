using System.Text.Json;

namespace EdgeAgent.Models;

/// <summary>Texts in JSON that somebody else wrote.</summary>
internal static class JsonTexts
{
    /// <summary>The text, or null for what is none: another kind of value, or halves of a surrogate pair.</summary>
    public static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null; // JSON's grammar allows such escapes; .NET's texts do not
        }
    }
}
