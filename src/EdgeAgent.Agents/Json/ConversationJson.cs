using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using EdgeAgent.Agents.Loop;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Json;

/// <summary>A conversation as JSON text: <c>{"edgeAgentConversation": 1, "id": "…", "messages": […]}</c>.</summary>
/// <remarks>
/// Messages stand as Microsoft.Extensions.AI writes them. Version 0 is the bare array of messages. A higher version is one that this
/// reader would misunderstand; members that it does not know are ignored.
/// </remarks>
internal static class ConversationJson
{
    public const int Version = 1;

    /// <summary>Bytes of a saved conversation.</summary>
    public const int MaxBytes = 64 << 20;

    /// <summary>Containers within containers: twice what a tool's result may have.</summary>
    private const int MaxDepth = 128;

    private const string VersionName = "edgeAgentConversation";
    private const string IdName = "id";
    private const string MessagesName = "messages";
    private const int LongestId = 128;

    private static readonly JsonTypeInfo<ChatMessage> MessageType =
        (JsonTypeInfo<ChatMessage>)MakeOptions().GetTypeInfo(typeof(ChatMessage));

    /// <summary>Writes a conversation.</summary>
    public static MemoryStream Write(string id, IReadOnlyList<ChatMessage> messages)
    {
        MemoryStream buffer = new();
        using Utf8JsonWriter writer = new(buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = MaxDepth });
        writer.WriteStartObject();
        writer.WriteNumber(VersionName, Version);
        writer.WriteString(IdName, id);
        writer.WriteStartArray(MessagesName);
        for (int i = 0; i < messages.Count; i++) Write(writer, messages[i], i);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.Length <= MaxBytes ? buffer : throw TooLong();
    }

    /// <summary>Reads the messages, and the id where there is one that can be an id; whether calls and results belong together is not looked
    /// at.</summary>
    public static (string? Id, List<ChatMessage> Messages) Read(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Length > MaxBytes) throw TooLong();
        if (utf8.Span.StartsWith("\uFEFF"u8)) utf8 = utf8[3..];
        try
        {
            using JsonDocument document = JsonDocument.Parse(utf8, new() { MaxDepth = MaxDepth });
            List<ChatMessage> messages = [.. Messages(document.RootElement).EnumerateArray().Select(ReadMessage)];
            return (Id(document.RootElement), messages);
        }
        catch (JsonException e)
        {
            string why = e.Message.Split(" LineNumber:")[0];
            throw Corrupt($"it is no JSON: {why}", $"line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}", e);
        }
    }

    public static AgentException TooLong() => new("EA6035", $"The conversation takes more than {MaxBytes >> 20} MiB as JSON.",
        "the saved conversation", "Keep large data out of the conversation, or save its last turns only.");

    private static void Write(Utf8JsonWriter writer, ChatMessage message, int index)
    {
        try
        {
            JsonSerializer.Serialize(writer, message, MessageType);
        }
        catch (Exception e) when (e is NotSupportedException or JsonException or InvalidOperationException or ArgumentException)
        {
            throw new AgentException("EA6034", $"A message cannot be written as JSON: {e.Message}", $"message {index} of the conversation",
                "Replace the content, argument or result by one that System.Text.Json can write without reflection, such as a JsonElement.", e);
        }
    }

    private static JsonElement Messages(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Array) return root; // version 0
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(VersionName, out JsonElement version)
            || version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out int number) || number < 0)
        {
            throw Corrupt($"it has no version: no number \"{VersionName}\"", "the beginning");
        }
        if (number > Version)
        {
            throw new AgentException("EA6033",
                $"The conversation was saved in version {number} of the format; this EdgeAgent reads up to {Version}.", VersionName, "Update EdgeAgent, or save the conversation with an older one.");
        }
        return root.TryGetProperty(MessagesName, out JsonElement messages) && messages.ValueKind == JsonValueKind.Array ? messages
            : throw Corrupt($"it has no array \"{MessagesName}\"", "the beginning");
    }

    private static string? Id(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(IdName, out JsonElement id)) return null;
        try
        {
            if (id.ValueKind == JsonValueKind.String && id.GetString() is { Length: >= 1 and <= LongestId } text) return text;
        }
        catch (InvalidOperationException)
        {
            // no UTF-8
        }
        throw Corrupt($"its id is no text of 1 to {LongestId} characters", IdName);
    }

    private static ChatMessage ReadMessage(JsonElement json, int index)
    {
        string where = $"message {index} of the conversation";
        try
        {
            ChatMessage? message = json.Deserialize(MessageType);
            if (message?.Contents.All(c => c is not null) != true) throw Corrupt("a message or a content is null", where);
            return message;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw Corrupt($"a message cannot be read: {e.Message}", where, e);
        }
    }

    private static AgentException Corrupt(string why, string where, Exception? inner = null) =>
        new("EA6032", $"The saved conversation is damaged: {why.TrimEnd('.')}.", where,
            "Restore the text as it was saved, or start a new conversation.", inner);

    private static JsonSerializerOptions MakeOptions()
    {
        JsonSerializerOptions options = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false, MaxDepth = MaxDepth };
        options.TypeInfoResolverChain.Insert(0, ConversationJsonContext.Default);
        options.Converters.Add(new PropertiesConverter());
        options.MakeReadOnly();
        return options;
    }
}

/// <summary>The project's own types that a message may carry.</summary>
[JsonSerializable(typeof(CallConfidence))]
internal sealed partial class ConversationJsonContext : JsonSerializerContext;
