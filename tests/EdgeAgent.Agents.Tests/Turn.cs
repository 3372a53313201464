using System.Text.Json;
using EdgeAgent.Testing;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Tests;

/// <summary>Runs turns and holds what every turn must keep: events in order, one result for each call.</summary>
internal static class Turn
{
    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<List<AgentEvent>> EventsAsync(IAsyncEnumerable<AgentEvent> turn)
    {
        List<AgentEvent> events = [];
        await foreach (AgentEvent e in turn) events.Add(e);
        Assert.IsType<TurnFinished>(events[^1]);
        Assert.Single(events, e => e is TurnFinished);
        return events;
    }

    /// <summary>The events as short words, for comparing orders.</summary>
    public static string[] Names(IEnumerable<AgentEvent> events) => [.. events.Select(e => e switch
    {
        TextDelta text => $"text {text.Text}",
        ToolCallGrowing growing => $"growing {growing.Name} {growing.ArgumentsText}",
        ModelCallFinished => "model",
        ContextTrimmed trimmed => $"trimmed {trimmed.DroppedTurns} {string.Join(',', trimmed.ShortenedResults)}",
        ToolsSelected selected => $"tools {string.Join(',', selected.Names)}",
        ApprovalRequested asked => $"ask {asked.Request.Call.Name}",
        ToolCallStarted started => $"start {started.Call.Name}",
        ToolCallSucceeded done => $"done {done.Call.Name} {done.Result.GetRawText()}",
        ToolCallFailed failed => $"failed {failed.Call.Name} {failed.Failure}",
        TurnFinished finished => $"end {finished.Result.StopReason}",
        _ => throw new InvalidOperationException(e.ToString()),
    })];

    /// <summary>Every call has exactly one result, in the message after it and in the calls' order; none waits unless the test says so.</summary>
    public static void AssertValid(AgentConversation conversation, int pending = 0)
    {
        AgentConversation restored = new(conversation.Messages); // refuses what is not valid
        Assert.Equal(pending, restored.OpenCalls.Count);
        for (int i = 0; i < conversation.Messages.Count; i++)
        {
            string[] calls = [.. conversation.Messages[i].Contents.OfType<FunctionCallContent>().Select(c => c.CallId)];
            if (calls.Length == 0) continue;
            string[] results = i + 1 < conversation.Messages.Count
                ? [.. conversation.Messages[i + 1].Contents.OfType<FunctionResultContent>().Select(r => r.CallId)] : [];
            Assert.Equal(calls.Where(c => restored.OpenCalls.All(o => o.CallId != c)), results);
        }
    }

    /// <summary>What the model read of the calls, in order.</summary>
    public static string[] Results(AgentConversation conversation) => [.. conversation.Messages
        .SelectMany(m => m.Contents.OfType<FunctionResultContent>()).Select(r => ((JsonElement)r.Result!).GetRawText())];

    /// <summary>The conversation, a line for each message.</summary>
    public static string[] Lines(IEnumerable<ChatMessage> messages) => [.. messages.Select(m =>
        $"{m.Role}: {string.Join(" | ", m.Contents.Select(c => c switch
        {
            TextContent text => text.Text,
            FunctionCallContent call => $"{call.Name}({JsonSerializer.Serialize(call.Arguments)})",
            FunctionResultContent result => ((JsonElement)result.Result!).GetRawText(),
            _ => c.GetType().Name,
        }))}")];

    public static AgentTool Tool(string name, Func<JsonElement, CancellationToken, ValueTask<object?>> handler, ToolOptions? options = null) =>
        AgentTool.FromSchema(name, $"Does {name}", JsonElement.Parse("""{"type": "object", "properties": {"x": {"type": "integer"}}}"""), handler, options);

    /// <summary>A tool that counts how often it ran.</summary>
    public static AgentTool Counting(string name, Counter counter, ToolOptions? options = null) => Tool(name, (_, _) =>
    {
        counter.Add(name);
        return ValueTask.FromResult<object?>($"{name} done");
    }, options);

    public static Agent Agent(ScriptedChatClient model, params AgentTool[] tools) => new(model, new AgentOptions { Tools = tools });

    public static ScriptedAnswer Says(params string[] pieces) => new ScriptedAnswer().Text(pieces);

    public static ScriptedAnswer Calls(string name, string arguments = "{}") => new ScriptedAnswer().Call(name, arguments);
}
