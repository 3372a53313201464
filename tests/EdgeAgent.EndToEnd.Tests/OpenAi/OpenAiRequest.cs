using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace EdgeAgent.EndToEnd.Tests.OpenAi;

/// <summary>Writes a request in OpenAI's form.</summary>
internal static class OpenAiRequest
{
    public static JsonObject Write(IEnumerable<ChatMessage> messages, ChatOptions? options, bool stream)
    {
        JsonObject body = new() { ["model"] = options?.ModelId ?? "fake", ["messages"] = new JsonArray([.. messages.SelectMany(Write)]) };
        if (stream) (body["stream"], body["stream_options"]) = (true, new JsonObject { ["include_usage"] = true });
        if (options is null) return body;
        if (options.MaxOutputTokens is { } tokens) body["max_tokens"] = tokens;
        if (options.Temperature is { } temperature) body["temperature"] = temperature;
        if (options.Seed is { } seed) body["seed"] = seed;
        if (options.AllowMultipleToolCalls is { } parallel) body["parallel_tool_calls"] = parallel;
        if (options.StopSequences is { Count: > 0 } stops) body["stop"] = new JsonArray([.. stops.Select(s => (JsonNode?)s)]);
        if (options.Tools is { Count: > 0 } tools) body["tools"] = new JsonArray([.. tools.OfType<AIFunctionDeclaration>().Select(Write)]);
        if (Choice(options.ToolMode) is { } choice) body["tool_choice"] = choice;
        if (options.ResponseFormat is ChatResponseFormatJson { Schema: { } schema } json)
        {
            body["response_format"] = new JsonObject
            {
                ["type"] = "json_schema", ["json_schema"] = new JsonObject { ["name"] = json.SchemaName ?? "answer", ["schema"] = Node(schema) },
            };
        }
        return body;
    }

    /// <summary>A message; each result of a tool is one of its own.</summary>
    private static IEnumerable<JsonNode?> Write(ChatMessage message)
    {
        foreach (FunctionResultContent result in message.Contents.OfType<FunctionResultContent>())
            yield return new JsonObject { ["role"] = "tool", ["tool_call_id"] = result.CallId, ["content"] = JsonSerializer.Serialize(result.Result) };
        if (message.Role == ChatRole.Tool) yield break;
        JsonObject json = new() { ["role"] = message.Role.Value, ["content"] = message.Text };
        FunctionCallContent[] calls = [.. message.Contents.OfType<FunctionCallContent>()];
        if (calls.Length > 0)
        {
            json["tool_calls"] = new JsonArray([.. calls.Select(call => new JsonObject
            {
                ["id"] = call.CallId, ["type"] = "function",
                ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = JsonSerializer.Serialize(call.Arguments) },
            })]);
        }
        yield return json;
    }

    private static JsonNode? Choice(ChatToolMode? mode) => mode switch
    {
        NoneChatToolMode => "none",
        RequiredChatToolMode { RequiredFunctionName: { } name } =>
            new JsonObject { ["type"] = "function", ["function"] = new JsonObject { ["name"] = name } },
        RequiredChatToolMode => "required",
        AutoChatToolMode => "auto",
        _ => null,
    };

    private static JsonObject Write(AIFunctionDeclaration tool) => new()
    {
        ["type"] = "function",
        ["function"] = new JsonObject { ["name"] = tool.Name, ["description"] = tool.Description, ["parameters"] = Node(tool.JsonSchema) },
    };

    private static JsonNode? Node(JsonElement json) => JsonNode.Parse(json.GetRawText());
}
