using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using EdgeAgent.Grammar;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Grounding;

/// <summary>The texts that arguments may be copied from: what the user said and what tools answered, as it was said.</summary>
internal sealed class SpanSources
{
    /// <summary>
    /// Bytes of UTF-8 that are kept, of the newest texts: some 4,000 tokens, more than a small context mostly holds of them. At 150 ns a byte
    /// a long conversation costs 2.5 ms, a usual request 10 to 50 µs.
    /// </summary>
    public const int MaxBytes = 16 * 1024;

    private readonly List<string> _texts = []; // newest first while they are gathered
    private int _room = MaxBytes;

    private SpanSources(IReadOnlyList<ChatMessage> messages)
    {
        for (int i = messages.Count - 1; i >= 0 && _room > 0; i--)
            foreach (AIContent content in messages[i].Contents.Reverse()) Add(messages[i].Role, content);
        _texts.Reverse();
        Spans = new ConversationSpans(_texts);
    }

    /// <summary>The texts, oldest first.</summary>
    public IReadOnlyList<string> Texts => _texts;

    /// <summary>The texts as the grammar takes them.</summary>
    public ConversationSpans Spans { get; }

    public GroundingReport Report => new(_texts.Count, Spans.IsEmpty);

    /// <summary>Gathers the texts of a conversation.</summary>
    /// <param name="messages">Oldest first.</param>
    public static SpanSources Of(IReadOnlyList<ChatMessage> messages) => new(messages);

    private void Add(ChatRole role, AIContent content)
    {
        if (content is TextContent text && role == ChatRole.User) Add(text.Text);
        else if (content is FunctionResultContent result) AddResult(result.Result);
    }

    private void AddResult(object? result)
    {
        switch (result)
        {
            case null: break;
            case string text when text.AsSpan().TrimStart() is ['{' or '[' or '"', ..]: AddJson(text); break;
            case string text: Add(text); break;
            case JsonElement { ValueKind: JsonValueKind.String } element: AddResult(element.GetString()); break;
            case JsonElement { ValueKind: not JsonValueKind.Undefined } element: AddJson(element.GetRawText()); break;
            case JsonNode node: AddJson(node.ToJsonString()); break;
            default: AddJson(JsonSerializer.Serialize(result, AIJsonUtilities.DefaultOptions.GetTypeInfo(result.GetType()))); break;
        }
    }

    /// <summary>Of JSON the names and values, not its punctuation: nobody copies a brace.</summary>
    private void AddJson(string json)
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
        catch (Exception e) when (e is JsonException or InvalidOperationException) // no JSON after all, or half a surrogate pair
        {
            found = [json];
        }
        for (int i = found.Count - 1; i >= 0; i--) Add(found[i]);
    }

    /// <summary>A text that is too long keeps its beginning.</summary>
    private void Add(string text)
    {
        if (_room <= 0 || text.Length == 0) return;
        Utf8.FromUtf16(text, new byte[_room], out int read, out int written);
        _room = read < text.Length ? 0 : _room - written;
        if (read > 0) _texts.Add(text[..read]);
    }
}
