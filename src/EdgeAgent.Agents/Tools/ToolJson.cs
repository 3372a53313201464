using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Tools;

/// <summary>How this part reads and writes JSON.</summary>
internal static class ToolJson
{
    /// <summary>Non-ASCII text as itself: a model reads "è" better than its escape, and in fewer tokens.</summary>
    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The default of <see cref="ToolOptions.SerializerOptions"/>.</summary>
    public static JsonSerializerOptions SerializerOptions { get; } = MakeOptions();

    /// <summary>Parses what a writer wrote.</summary>
    public static JsonElement Parse(MemoryStream written)
    {
        Utf8JsonReader reader = new(written.GetBuffer().AsSpan(0, (int)written.Length));
        return JsonElement.ParseValue(ref reader);
    }

    /// <summary>A node as an element.</summary>
    public static JsonElement ToElement(JsonNode node)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer, WriterOptions)) node.WriteTo(writer);
        return Parse(buffer);
    }

    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "The enum converter is added only where reflection is enabled.")]
    private static JsonSerializerOptions MakeOptions()
    {
        JsonSerializerOptions options = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false };
        if (JsonSerializer.IsReflectionEnabledByDefault)
            options.Converters.Insert(0, new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        options.MakeReadOnly();
        return options;
    }
}
