using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Testing;

/// <summary>A request as a transcript writes and compares it.</summary>
internal static class TranscriptRequest
{
    /// <summary>Everything of a request that its model reads or obeys. Ids, times and additional properties are none of that.</summary>
    public static JsonObject Write(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        JsonObject request = new() { ["messages"] = new JsonArray([.. messages.Select(Write)]) };
        if (options is not null && Write(options) is { Count: > 0 } written) request["options"] = written;
        return request;
    }

    /// <summary>The form in which two requests are compared.</summary>
    public static JsonObject Comparable(JsonObject request, TranscriptMatching matching)
    {
        JsonObject copy = (JsonObject)request.DeepClone();
        if (matching == TranscriptMatching.Lenient)
        {
            copy.Remove("options");
            if (copy["messages"] is JsonArray messages)
                copy["messages"] = new JsonArray([.. messages.Where(m => m is not JsonObject o || (string?)o["role"] != "system").Select(m => m?.DeepClone())]);
        }
        new TranscriptIds().RenameAll(copy["messages"] as JsonArray);
        return copy;
    }

    private static JsonObject Write(ChatMessage message)
    {
        JsonObject json = new() { ["role"] = message.Role.Value };
        if (message.AuthorName is { } author) json["author"] = author;
        json["contents"] = TranscriptJson.Write(message.Contents);
        return json;
    }

    private static JsonObject Write(ChatOptions options)
    {
        JsonObject json = [];
        Add("model", options.ModelId);
        Add("instructions", options.Instructions);
        Add("temperature", options.Temperature);
        Add("topP", options.TopP);
        Add("topK", options.TopK);
        Add("frequencyPenalty", options.FrequencyPenalty);
        Add("presencePenalty", options.PresencePenalty);
        Add("seed", options.Seed);
        Add("maxOutputTokens", options.MaxOutputTokens);
        Add("allowMultipleToolCalls", options.AllowMultipleToolCalls);
        Add("stopSequences", options.StopSequences is { Count: > 0 } stops ? new JsonArray([.. stops.Select(s => (JsonNode?)s)]) : null);
        Add("toolMode", options.ToolMode switch
        {
            NoneChatToolMode => "none",
            RequiredChatToolMode { RequiredFunctionName: { } name } => $"required: {name}",
            RequiredChatToolMode => "required",
            AutoChatToolMode => "auto",
            _ => null,
        });
        Add("responseFormat", options.ResponseFormat switch
        {
            ChatResponseFormatJson { Schema: { } schema } => Node(schema),
            ChatResponseFormatJson => "json",
            ChatResponseFormatText => "text",
            _ => null,
        });
        Add("tools", options.Tools is { Count: > 0 } tools ? new JsonArray([.. tools.Select(Write)]) : null);
        return json;

        void Add(string name, JsonNode? value)
        {
            if (value is not null) json[name] = value;
        }
    }

    private static JsonObject Write(AITool tool)
    {
        JsonObject json = new() { ["name"] = tool.Name, ["description"] = tool.Description };
        if (tool is AIFunctionDeclaration function) json["parameters"] = Node(function.JsonSchema);
        return json;
    }

    private static JsonNode? Node(JsonElement element) => JsonNode.Parse(element.GetRawText());
}
