using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using EdgeAgent.Agents;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Testing;

/// <summary>How a transcript writes contents: as Microsoft.Extensions.AI does, without what only the client's own program knows.</summary>
/// <remarks>Additional properties may hold anything, keys of a service among it: only <see cref="CallConfidence"/> is kept of them.</remarks>
internal static class TranscriptJson
{
    /// <summary>Containers within containers, of a line.</summary>
    public const int MaxDepth = 128;

    private static readonly JsonSerializerOptions Options = MakeOptions();

    private static JsonTypeInfo<AIContent> ContentType => (JsonTypeInfo<AIContent>)Options.GetTypeInfo(typeof(AIContent));

    public static JsonArray Write(IEnumerable<AIContent> contents) => [.. contents.Select(c => JsonSerializer.SerializeToNode(c, ContentType))];

    public static List<AIContent> Read(JsonElement contents) =>
        [.. contents.EnumerateArray().Select(c => c.Deserialize(ContentType) ?? throw new JsonException("A content is null."))];

    /// <summary>JSON on one line.</summary>
    public static string Line(JsonNode node) => node.ToJsonString(Options);

    private static JsonSerializerOptions MakeOptions()
    {
        JsonSerializerOptions options = new(AIJsonUtilities.DefaultOptions)
        {
            WriteIndented = false, MaxDepth = MaxDepth, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        options.TypeInfoResolver = JsonTypeInfoResolver.Combine(TranscriptJsonContext.Default, options.TypeInfoResolver).WithAddedModifier(LeaveOut);
        options.Converters.Add(new ConfidenceConverter());
        options.AddAIContentType<ToolCallDelta>("toolCallDelta");
        options.MakeReadOnly();
        return options;
    }

    private static void LeaveOut(JsonTypeInfo type)
    {
        if (!typeof(AIContent).IsAssignableFrom(type.Type)) return;
        foreach (JsonPropertyInfo property in type.Properties.Where(p => p.PropertyType == typeof(AdditionalPropertiesDictionary)))
            property.ShouldSerialize = (_, value) => ConfidenceConverter.Of(value) is not null;
    }
}

/// <summary>The project's own types that a content may carry.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ToolCallDelta))]
[JsonSerializable(typeof(CallConfidence))]
internal sealed partial class TranscriptJsonContext : JsonSerializerContext;
