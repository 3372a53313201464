using System.Text.Json;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Evaluation;

/// <summary>A case with its own system message, tools and history: one model call answers it.</summary>
internal sealed record FunctionCallingCase
{
    public required string Id { get; init; }

    public required string Category { get; init; }

    public required string Language { get; init; }

    /// <summary>Its functions never occurred in training.</summary>
    public required bool Unseen { get; init; }

    public required IReadOnlyList<AIFunctionDeclaration> Tools { get; init; }

    /// <summary>System message included.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    public required Expectation Expected { get; init; }

    public static FunctionCallingCase Read(JsonElement json)
    {
        JsonElement expect = json.GetProperty("expect");
        string category = json.GetProperty("category").GetString()!;
        return new FunctionCallingCase
        {
            Id = json.GetProperty("id").GetString()!,
            Category = category,
            Language = json.GetProperty("lang").GetString()!,
            Unseen = json.GetProperty("unseen").GetBoolean(),
            Tools = [.. json.GetProperty("tools").EnumerateArray().Select(tool => Declaration(tool.GetProperty("function")))],
            Messages = ReadMessages(json),
            Expected = new Expectation(
                CaseFile.Calls(expect.GetProperty("calls")),
                [.. expect.GetProperty("must").EnumerateArray().Select(value => value.GetString()!)],
                MustAsk: category == "missing_arg"),
        };
    }

    private static AIFunctionDeclaration Declaration(JsonElement function) => AIFunctionFactory.CreateDeclaration(
        function.GetProperty("name").GetString()!, function.GetProperty("description").GetString(), function.GetProperty("parameters"));

    private static List<ChatMessage> ReadMessages(JsonElement json)
    {
        List<ChatMessage> messages = [];
        Queue<string> open = new(); // ids of calls whose results are still to come
        if (json.GetProperty("system").GetString() is { } system) messages.Add(new ChatMessage(ChatRole.System, system));
        foreach (JsonElement message in json.GetProperty("messages").EnumerateArray()) messages.Add(Message(message, messages.Count, open));
        return messages;
    }

    private static ChatMessage Message(JsonElement json, int index, Queue<string> open)
    {
        string text = json.GetProperty("content").GetString() ?? "";
        string role = json.GetProperty("role").GetString()!;
        if (role == "tool")
            return new ChatMessage(ChatRole.Tool, [new FunctionResultContent(open.Count > 0 ? open.Dequeue() : $"none{index}", text)]);
        ChatMessage message = new(role == "user" ? ChatRole.User : ChatRole.Assistant, text);
        if (!json.TryGetProperty("tool_calls", out JsonElement calls)) return message;
        foreach (EmittedCall call in CaseFile.Calls(calls))
        {
            string id = $"call{index}_{message.Contents.Count}";
            open.Enqueue(id);
            message.Contents.Add(new FunctionCallContent(id, call.Name,
                call.Arguments.EnumerateObject().ToDictionary(p => p.Name, p => (object?)p.Value)));
        }
        return message;
    }
}
