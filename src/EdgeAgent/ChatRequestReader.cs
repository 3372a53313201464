using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Agents;
using EdgeAgent.Templates;
using Microsoft.Extensions.AI;

namespace EdgeAgent;

/// <summary>Microsoft.Extensions.AI's messages and tools in the JSON form that chat templates read (Hugging Face, OpenAI).</summary>
/// <remarks>Everything a message holds is either carried over or refused by name.</remarks>
internal static class ChatRequestReader
{
    /// <summary>JSON as the models were trained on it, with <c>", "</c> and <c>": "</c>: a template's own <c>tojson</c>.</summary>
    private static readonly ChatTemplate Json = ChatTemplate.Compile("{{ value | tojson }}");

    /// <summary>The messages as a template's <c>messages</c>.</summary>
    public static JsonArray Messages(IReadOnlyList<ChatMessage> messages, string? instructions)
    {
        JsonArray array = [];
        if (!string.IsNullOrEmpty(instructions)) array.Add((JsonNode)new JsonObject { ["role"] = "system", ["content"] = instructions });
        Dictionary<string, string> names = [];
        for (int i = 0; i < messages.Count; i++) Add(array, messages[i], i, names);
        return array;
    }

    /// <summary>The tools as a template's <c>tools</c>: OpenAI's array.</summary>
    public static JsonArray Tools(IReadOnlyList<AIFunctionDeclaration> tools) => [.. tools.Select(Tool)];

    private static JsonObject Tool(AIFunctionDeclaration tool) => new()
    {
        ["type"] = "function",
        ["function"] = new JsonObject
        {
            ["name"] = tool.Name,
            ["description"] = tool.Description,
            ["parameters"] = Node(tool.JsonSchema),
        },
    };

    private static void Add(JsonArray array, ChatMessage message, int index, Dictionary<string, string> names)
    {
        string text = "", reasoning = "";
        JsonArray calls = [];
        List<JsonObject> results = [];
        foreach (AIContent content in message.Contents)
        {
            switch (content)
            {
                case TextContent part: text += part.Text; break;
                case TextReasoningContent part: reasoning += part.Text; break;
                case FunctionCallContent call: calls.Add((JsonNode)Call(call)); names[call.CallId] = call.Name; break;
                case FunctionResultContent result: results.Add(Result(result, names)); break;
                case UsageContent or ToolCallDelta: break; // counts and growth of an earlier answer, not part of what was said
                default: throw Unsupported(content, index);
            }
        }
        if (text.Length > 0 || reasoning.Length > 0 || calls.Count > 0 || results.Count == 0) array.Add((JsonNode)Message(message.Role.Value, text, reasoning, calls));
        foreach (JsonObject result in results) array.Add((JsonNode)result);
    }

    private static JsonObject Message(string role, string text, string reasoning, JsonArray calls)
    {
        JsonObject json = new() { ["role"] = role, ["content"] = text };
        if (reasoning.Length > 0) json["reasoning_content"] = reasoning;
        if (calls.Count > 0) json["tool_calls"] = calls;
        return json;
    }

    private static JsonObject Call(FunctionCallContent call)
    {
        JsonObject arguments = [];
        foreach ((string key, object? value) in call.Arguments ?? new Dictionary<string, object?>()) arguments[key] = Node(value);
        return new()
        {
            ["id"] = call.CallId,
            ["type"] = "function",
            ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = arguments },
        };
    }

    private static JsonObject Result(FunctionResultContent result, Dictionary<string, string> names)
    {
        JsonObject json = new() { ["role"] = "tool", ["tool_call_id"] = result.CallId };
        if (names.TryGetValue(result.CallId, out string? name)) json["name"] = name;
        JsonNode? value = Node(result.Result);
        json["content"] = value is JsonValue text && text.TryGetValue(out string? plain) ? plain : Json.Render(new JsonObject { ["value"] = value });
        return json;
    }

    private static JsonNode? Node(object? value) => value switch
    {
        null => null,
        JsonNode node => node.DeepClone(),
        JsonElement element => JsonSerializer.SerializeToNode(element, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonElement))),
        _ => JsonSerializer.SerializeToNode(value, AIJsonUtilities.DefaultOptions.GetTypeInfo(value.GetType())),
    };

    private static LocalModelException Unsupported(AIContent content, int index) => new("EA5502",
        $"A message holds content that this model cannot read: {content.GetType().Name}.", $"message {index}",
        "Send text, function calls and function results only.");
}
