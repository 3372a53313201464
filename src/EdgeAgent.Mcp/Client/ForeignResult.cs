using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Agents;
using ModelContextProtocol.Protocol;

namespace EdgeAgent.Mcp.Client;

/// <summary>What a server's tool answered, as JSON that a text model can read.</summary>
/// <remarks>Structured content stands for the whole (its text is the same once more). Text that is JSON is taken as JSON. Images, sound and
/// binary resources become what they are and how long, never their bytes.</remarks>
internal static class ForeignResult
{
    /// <summary>The result; null when the answer is empty.</summary>
    /// <exception cref="ToolException">The tool says that it failed.</exception>
    public static JsonNode? Read(CallToolResult result, int longest)
    {
        if (result.IsError == true)
        {
            string said = string.Join('\n', result.Content.OfType<TextContentBlock>().Select(t => t.Text));
            throw new ToolException(Cut(string.IsNullOrWhiteSpace(said) ? "the function failed" : said, longest));
        }
        if (result.StructuredContent is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } structured) return Node(structured);
        JsonNode?[] parts = [.. result.Content.Select(Part)];
        return parts.Length switch
        {
            0 => null,
            1 => parts[0],
            _ => new JsonArray(parts),
        };
    }

    public static string Cut(string text, int longest) =>
        text.Length <= longest ? text : text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)];

    private static JsonNode? Part(ContentBlock content) => content switch
    {
        TextContentBlock text => Text(text.Text),
        ImageContentBlock image => Binary("image", image.MimeType, image.DecodedData.Length),
        AudioContentBlock audio => Binary("audio", audio.MimeType, audio.DecodedData.Length),
        ResourceLinkBlock link => new JsonObject { ["type"] = "resource", ["uri"] = link.Uri, ["name"] = link.Name },
        EmbeddedResourceBlock { Resource: TextResourceContents text } =>
            new JsonObject { ["type"] = "resource", ["uri"] = text.Uri, ["text"] = text.Text },
        EmbeddedResourceBlock { Resource: BlobResourceContents blob } =>
            Binary("resource", blob.MimeType, blob.DecodedData.Length, blob.Uri),
        _ => new JsonObject { ["type"] = content.Type },
    };

    private static JsonObject Binary(string type, string? mediaType, int bytes, string? uri = null)
    {
        JsonObject described = new() { ["type"] = type };
        if (uri is not null) described["uri"] = uri;
        described["mediaType"] = mediaType;
        described["bytes"] = bytes;
        return described;
    }

    private static JsonNode? Text(string text)
    {
        ReadOnlySpan<char> trimmed = text.AsSpan().Trim();
        if (trimmed is not (['{', .., '}'] or ['[', .., ']'])) return JsonValue.Create(text);
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return Node(document.RootElement);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text); // it only looked like JSON
        }
    }

    private static JsonNode? Node(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => JsonObject.Create(element.Clone()),
        JsonValueKind.Array => JsonArray.Create(element.Clone()),
        _ => JsonValue.Create(element.Clone()),
    };
}
