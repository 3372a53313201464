using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Grammar;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Grounding;

/// <summary>The texts that arguments may be copied from: what the user said and what tools answered, as it was said.</summary>
internal static class SpanSources
{
    /// <summary>
    /// Bytes of UTF-8 that are kept, of the newest texts first: some 4,000 tokens, more than the model's context mostly holds of them. At 150 ns a
    /// byte a long conversation costs 2.5 ms, a usual request 10 to 50 µs.
    /// </summary>
    public const int MaxBytes = 16 * 1024;

    /// <summary>Gathers the texts of a conversation.</summary>
    /// <param name="messages">Oldest first.</param>
    /// <returns>The texts, oldest first, as <see cref="ConversationSpans"/> takes them.</returns>
    public static List<string> Of(IReadOnlyList<ChatMessage> messages)
    {
        List<string> texts = [];
        int room = MaxBytes;
        for (int i = messages.Count - 1; i >= 0 && room > 0; i--)
            foreach (AIContent content in messages[i].Contents.Reverse()) Add(texts, messages[i].Role, content, ref room);
        texts.Reverse();
        return texts;
    }

    private static void Add(List<string> texts, ChatRole role, AIContent content, ref int room)
    {
        switch (content)
        {
            case TextContent text when role == ChatRole.User: Add(texts, text.Text, ref room); break;
            case FunctionResultContent result: AddResult(texts, result.Result, ref room); break;
        }
    }

    /// <summary>Of JSON the names and values, not its punctuation: nobody copies a brace.</summary>
    private static void AddResult(List<string> texts, object? result, ref int room)
    {
        switch (result)
        {
            case string text when !LooksLikeJson(text): Add(texts, text, ref room); break;
            case string text: AddJson(texts, text, ref room); break;
            case JsonElement { ValueKind: JsonValueKind.String } element: AddResult(texts, element.GetString(), ref room); break;
            case JsonElement { ValueKind: not JsonValueKind.Undefined } element: AddJson(texts, element.GetRawText(), ref room); break;
            case JsonNode node: AddJson(texts, node.ToJsonString(), ref room); break;
            case null: break;
            default: AddJson(texts, JsonSerializer.Serialize(result, AIJsonUtilities.DefaultOptions.GetTypeInfo(result.GetType())), ref room); break;
        }
    }

    private static bool LooksLikeJson(string text) => text.AsSpan().TrimStart() is ['{' or '[' or '"', ..];

    private static void AddJson(List<string> texts, string json, ref int room)
    {
        List<string> found = [];
        try
        {
            Utf8JsonReader reader = new(Encoding.UTF8.GetBytes(json));
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName) found.Add(reader.GetString()!);
                else if (reader.TokenType is JsonTokenType.Number) found.Add(Encoding.UTF8.GetString(reader.ValueSpan));
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // not JSON after all, or half a surrogate pair
        {
            found = [json];
        }
        for (int i = found.Count - 1; i >= 0; i--) Add(texts, found[i], ref room);
    }

    private static void Add(List<string> texts, string text, ref int room)
    {
        if (room <= 0 || text.Length == 0) return;
        int bytes = Encoding.UTF8.GetByteCount(text);
        if (bytes > room) text = text[..Math.Min(text.Length, room)]; // a text too long keeps its beginning; it may take a little more than the room
        texts.Add(text);
        room -= bytes;
    }
}
