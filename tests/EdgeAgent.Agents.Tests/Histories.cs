using System.Text.Json;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Tests;

/// <summary>Conversations to begin with.</summary>
internal static class Histories
{
    public static ChatMessage[] TextTurn(string text) => [new(ChatRole.User, text), new(ChatRole.Assistant, "That is done.")];

    public static ChatMessage[] CallTurn(string id, string result) =>
    [
        new(ChatRole.User, "Do it."),
        new(ChatRole.Assistant, [new FunctionCallContent(id, "a", new Dictionary<string, object?> { ["x"] = JsonSerializer.SerializeToElement(1) })]),
        new(ChatRole.Tool, [new FunctionResultContent(id, JsonSerializer.SerializeToElement(new { result }))]),
        new(ChatRole.Assistant, "That is done."),
    ];

    /// <summary>Turns of text and of calls, several at once and one after the other, with results short and long.</summary>
    public static List<ChatMessage> Random(Random random)
    {
        List<ChatMessage> messages = random.Next(3) == 0 ? [new(ChatRole.System, Text(random, 60))] : [];
        int calls = 0;
        for (int turn = random.Next(0, 14); turn >= 0; turn--)
        {
            messages.Add(new(ChatRole.User, Text(random, 120)));
            for (int step = random.Next(0, 3); step > 0; step--)
            {
                string[] ids = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => $"c{calls++}")];
                messages.Add(new(ChatRole.Assistant, [.. ids.Select(id =>
                    new FunctionCallContent(id, random.Next(2) == 0 ? "a" : "b", new Dictionary<string, object?> { ["x"] = JsonSerializer.SerializeToElement(random.Next(100)) }))]));
                messages.Add(new(ChatRole.Tool, [.. ids.Select(id =>
                    new FunctionResultContent(id, JsonSerializer.SerializeToElement(new { result = Text(random, random.Next(4) == 0 ? 2_000 : 150) })))]));
            }
            messages.Add(new(ChatRole.Assistant, Text(random, 200)));
        }
        return messages;
    }

    public static string Text(Random random, int length) => new([.. Enumerable.Range(0, random.Next(1, length)).Select(_ => (char)('a' + random.Next(26)))]);

    public static string Json(IEnumerable<ChatMessage> messages) => JsonSerializer.Serialize(messages, AIJsonUtilities.DefaultOptions);

    /// <summary>A message as text, what tools returned apart.</summary>
    public static string WithoutResults(ChatMessage message) => $"{message.Role}: " + string.Join(" | ", message.Contents.Select(c => c switch
    {
        TextContent text => text.Text,
        FunctionCallContent call => $"{call.CallId} {call.Name}{JsonSerializer.Serialize(call.Arguments)}",
        FunctionResultContent result => result.CallId,
        _ => c.GetType().Name,
    }));
}
