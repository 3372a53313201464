using System.Diagnostics;
using System.Text.Json;
using EdgeAgent.Agents.Telemetry;
using EdgeAgent.Testing;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Tests.Telemetry;

[Collection(nameof(Alone))]
public sealed class SpanTests
{
    private static readonly ToolOptions Beside = new() { Risk = ToolRisk.ReadOnly, MaxRetries = 0 };

    [Fact]
    public async Task RunAsync_ParallelCalls_SpansNestAndHandlersSpansBelongToTheirCall()
    {
        using Listening heard = new();
        TaskCompletionSource both = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int inside = 0;
        AgentTool tool = Turn.Tool("look", async (arguments, token) =>
        {
            if (Interlocked.Increment(ref inside) == 2) both.SetResult();
            await both.Task.WaitAsync(token); // each inside while the other is
            using Activity? own = Listening.Handlers.StartActivity($"inside {arguments.GetProperty("x")}");
            return "ok";
        }, Beside);
        using ScriptedChatClient model = new(
            new ScriptedAnswer().Call("look", """{"x": 1}""", "c1").Call("look", """{"x": 2}""", "c2"), Turn.Says("done"));
        await new Agent(new NamedClient(model), new AgentOptions { Name = "house", Tools = [tool] }).RunAsync(new(), "go", null, Turn.Token);

        Activity turn = heard.Span("invoke_agent house");
        Activity[] calls = [.. heard.Spans.Where(s => s.DisplayName == "execute_tool look")], chats = [.. heard.Spans.Where(s => s.DisplayName == "chat small-1")];
        Assert.Equal((2, 2, 7), (calls.Length, chats.Length, heard.Spans.Count));
        Assert.All(calls.Concat(chats), s => Assert.Equal((turn.SpanId, turn.TraceId), (s.ParentSpanId, s.TraceId)));
        foreach ((string call, string inner) in new[] { ("c1", "inside 1"), ("c2", "inside 2") })
            Assert.Equal(calls.Single(c => (string?)c.GetTagItem("gen_ai.tool.call.id") == call).SpanId, heard.Span(inner).ParentSpanId);
        Assert.Equal((ActivityKind.Internal, ActivityKind.Client, ActivityKind.Internal), (turn.Kind, chats[0].Kind, calls[0].Kind));
        Assert.Null(Activity.Current);
    }

    [Fact]
    public async Task RunStreamingAsync_BetweenEvents_TheReaderKeepsItsOwnSpan()
    {
        using Listening heard = new();
        using ScriptedChatClient model = new(Turn.Calls("a"), Turn.Says("one", "two"));
        using Activity request = Listening.Handlers.StartActivity("request")!;
        await foreach (AgentEvent e in Turn.Agent(model, Turn.Counting("a", new())).RunStreamingAsync(new(), "go", null, Turn.Token))
            Assert.Same(request, Activity.Current);
        Assert.Equal(request.SpanId, heard.Span("invoke_agent").ParentSpanId);
        Assert.Same(request, Activity.Current);
    }

    [Fact]
    public async Task RunAsync_ModelCall_HasTheAttributesOfTheConventions()
    {
        using Listening heard = new();
        FunctionCallContent call = new("c1", "look", new Dictionary<string, object?> { ["x"] = 1 })
        {
            AdditionalProperties = new()
            {
                [CallConfidence.Key] = new CallConfidence(0.9, 0.75),
                [ToolCallRepair.Key] = (IReadOnlyList<ToolCallRepair>)[new(ToolCallRepairKind.StrayBracket, "offset 1")],
            },
        };
        UsageContent usage = new(new() { InputTokenCount = 80, OutputTokenCount = 10, CachedInputTokenCount = 60, AdditionalCounts = new() { ["edgeagent.forced_tokens"] = 4 } });
        using ScriptedChatClient model = new(new ScriptedAnswer().Content(call).Content(usage).Finish(ChatFinishReason.ToolCalls), Turn.Says("fine"));
        AgentOptions options = new()
        {
            Name = "house", Id = "a7", Tools = [Turn.Counting("look", new())], TimeProvider = new FakeTimeProvider(),
            ChatOptions = new() { Temperature = 0.5f, TopP = 0.9f, TopK = 5, Seed = 7, FrequencyPenalty = 0.1f, PresencePenalty = 0.2f, MaxOutputTokens = 99, StopSequences = ["a", "b"], ResponseFormat = ChatResponseFormat.Json },
        };
        NamedClient client = new(model) { Properties = new() { ["edgeagent.execution_provider"] = "cpu", [EscalationNote.Key] = new EscalationNote(EscalationReason.LowConfidence, EscalationOutcome.AskedUser, 0, null) } };
        await new Agent(client, options).RunAsync(new() { Id = "conv" }, "go", null, Turn.Token);

        Assert.Equal([
            "edgeagent.confidence = 0.75", "edgeagent.escalation.outcome = asked_user", "edgeagent.escalation.reason = low_confidence",
            "edgeagent.execution_provider = cpu", "edgeagent.forced_token_share = 0.4", "edgeagent.forced_tokens = 4", "edgeagent.repairs = 1",
            "gen_ai.conversation.id = conv", "gen_ai.operation.name = chat", "gen_ai.output.type = json", "gen_ai.provider.name = acme",
            "gen_ai.request.frequency_penalty = 0.1", "gen_ai.request.max_tokens = 99", "gen_ai.request.model = small-1", "gen_ai.request.presence_penalty = 0.2",
            "gen_ai.request.seed = 7", "gen_ai.request.stop_sequences = a,b", "gen_ai.request.stream = True", "gen_ai.request.temperature = 0.5",
            "gen_ai.request.top_k = 5", "gen_ai.request.top_p = 0.9", "gen_ai.response.finish_reasons = tool_calls", "gen_ai.response.id = r1",
            "gen_ai.response.model = small-1-0", "gen_ai.response.time_to_first_chunk = 0", "gen_ai.usage.cache_read.input_tokens = 60",
            "gen_ai.usage.input_tokens = 80", "gen_ai.usage.output_tokens = 10", "server.address = cluster.local", "server.port = 8000",
        ], Listening.Lines(heard.Spans.First(s => s.DisplayName == "chat small-1").TagObjects));
        Assert.Equal([
            "edgeagent.tool.outcome = succeeded", "gen_ai.operation.name = execute_tool", "gen_ai.tool.call.id = c1",
            "gen_ai.tool.description = Does look", "gen_ai.tool.name = look", "gen_ai.tool.type = function",
        ], Listening.Lines(heard.Span("execute_tool look").TagObjects));
        Assert.Equal([
            "edgeagent.forced_token_share = 0.4", "edgeagent.forced_tokens = 4", "edgeagent.turn.model_calls = 2", "edgeagent.turn.stop_reason = completed",
            "edgeagent.turn.tool_calls = 1", "gen_ai.agent.id = a7", "gen_ai.agent.name = house", "gen_ai.conversation.id = conv",
            "gen_ai.operation.name = invoke_agent", "gen_ai.provider.name = acme", "gen_ai.request.model = small-1",
            "gen_ai.usage.cache_read.input_tokens = 60", "gen_ai.usage.input_tokens = 80", "gen_ai.usage.output_tokens = 10",
        ], Listening.Lines(heard.Span("invoke_agent house").TagObjects));
    }

    [Fact]
    public async Task RunAsync_ManyToolsAndALongConversation_TheTurnTellsWhatTheModelDidNotSee()
    {
        using Listening heard = new();
        using ScriptedChatClient model = new(Turn.Says("fine"));
        AgentTool[] tools = [.. Enumerable.Range(0, 30).Select(i => Turn.Counting($"tool_{i}", new()))];
        AgentConversation conversation = new(Enumerable.Range(0, 20).SelectMany(i => Histories.TextTurn($"question {i}")));
        AgentOptions options = new() { Tools = tools, ContextLength = 130, TurnOptions = new() { ReplyTokens = 50 } };
        AgentTurnResult result = await new Agent(model, options).RunAsync(conversation, "17", null, Turn.Token);
        Activity turn = heard.Span("invoke_agent");
        Assert.Equal(result.ToolsSelected!.Names, turn.GetTagItem("edgeagent.tools.selected"));
        Assert.Equal((30, result.ContextTrimmed!.DroppedTurns, 0),
            (turn.GetTagItem("edgeagent.tools.offered"), turn.GetTagItem("edgeagent.context.dropped_turns"), turn.GetTagItem("edgeagent.context.shortened_results")));
    }

    [Fact]
    public async Task RunAsync_CallsThatNoHandlerRanFor_AreEventsOfTheTurn()
    {
        using Listening heard = new();
        using ScriptedChatClient model = new(
            new ScriptedAnswer().Call("no_such", "{}", "c1").Call("look", """{"x": "one"}""", "c2").Call("never", "{}", "c3"), Turn.Says("ok"));
        Agent agent = Turn.Agent(model, Turn.Counting("look", new()), Turn.Counting("never", new(), new() { Approval = ToolApproval.Deny }));
        await agent.RunAsync(new(), "go", null, Turn.Token);
        Assert.Equal([
            "edgeagent.tool_call.refused edgeagent.tool.outcome = unknown_tool;gen_ai.tool.call.id = c1",
            "edgeagent.tool_call.refused edgeagent.tool.outcome = invalid_arguments;gen_ai.tool.call.id = c2;gen_ai.tool.name = look",
            "edgeagent.tool_call.refused edgeagent.tool.outcome = denied;gen_ai.tool.call.id = c3;gen_ai.tool.name = never",
        ], heard.Span("invoke_agent").Events.Select(e => $"{e.Name} {string.Join(';', Listening.Lines(e.Tags))}"));
        Assert.DoesNotContain(heard.Spans, s => s.DisplayName.StartsWith("execute_tool", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_ThingsGoWrong_SpansSayWhichInFewWords()
    {
        using Listening heard = new();
        FakeTimeProvider clock = new();
        AgentTool[] tools =
        [
            Turn.Tool("throws", (_, _) => throw new FormatException("secret")),
            Turn.Tool("hangs", async (_, token) => { await Task.Delay(Timeout.Infinite, token); return null; }, new() { Timeout = TimeSpan.FromSeconds(1) }),
            Turn.Tool("falls", (_, _) => throw new FormatException("secret"), new ToolOptions().WithFallback("last")),
        ];
        using ScriptedChatClient model = new(Turn.Calls("throws").Call("hangs").Call("falls"), new ScriptedAnswer().Text("half").Throw(new IOException("secret")));
        Task turn = new Agent(model, new() { Tools = tools, TimeProvider = clock }).RunAsync(new(), "go", null, Turn.Token);
        await clock.AdvanceUntilAsync(turn.ContinueWith(_ => { }, TaskScheduler.Default));
        await Assert.ThrowsAsync<IOException>(() => turn);
        string[] ends = [.. heard.Spans.Select(s => $"{s.DisplayName}: {s.Status} {s.GetTagItem("error.type")} {s.GetTagItem("edgeagent.tool.outcome")}".TrimEnd())];
        Assert.Equal([
            "chat: Unset", "execute_tool throws: Error System.FormatException handler_failed", "execute_tool hangs: Error timed_out timed_out",
            "execute_tool falls: Unset  fell_back", "chat: Error System.IO.IOException", "invoke_agent: Error System.IO.IOException",
        ], ends);
        Assert.DoesNotContain("secret", heard.Everything(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunStreamingAsync_ReaderWalksAway_EverySpanEndsAsCancelled()
    {
        using Listening heard = new();
        using ScriptedChatClient model = new(Turn.Says("one", "two"), Turn.Says("one", "two"));
        Agent agent = Turn.Agent(model);
        await foreach (AgentEvent _ in agent.RunStreamingAsync(new(), "go", null, Turn.Token)) break;
        using CancellationTokenSource cancel = new();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (AgentEvent _ in agent.RunStreamingAsync(new(), "go", null, cancel.Token)) await cancel.CancelAsync();
        });
        Assert.Equal(
            ["chat: Unset cancelled", "invoke_agent: Unset cancelled", "chat: Unset cancelled", "invoke_agent: Unset cancelled"],
            heard.Spans.Select(s => $"{s.DisplayName}: {s.Status} {s.GetTagItem("error.type")}"));
    }

    [Fact]
    public async Task RunAsync_TurnsTimeIsUp_TheModelCallTimedOutAndTheTurnSaysItsReason()
    {
        using Listening heard = new();
        FakeTimeProvider clock = new();
        using ScriptedChatClient model = new(new ScriptedAnswer().Text("half").Wait(Timeout.InfiniteTimeSpan)) { TimeProvider = clock };
        Task turn = new Agent(model, new() { TimeProvider = clock, TurnOptions = new() { MaxDuration = TimeSpan.FromSeconds(2) } }).RunAsync(new(), "go", null, Turn.Token);
        await clock.AdvanceUntilAsync(turn);
        Assert.Equal("timed_out", heard.Span("chat").GetTagItem("error.type"));
        Assert.Equal(("max_duration", null), (heard.Span("invoke_agent").GetTagItem("edgeagent.turn.stop_reason"), heard.Span("invoke_agent").GetTagItem("error.type")));
    }

    [Theory]
    [InlineData(false, null, 1)]
    [InlineData(true, null, 0)]
    [InlineData(true, true, 1)]
    [InlineData(false, false, 0)]
    public async Task RunAsync_ClientThatReportsItself_IsNotReportedTwice(bool reports, bool? wanted, int chats)
    {
        using Listening heard = new();
        using ScriptedChatClient model = new(Turn.Says("hi"));
        NamedClient client = new(model) { Reports = reports ? Listening.Handlers : null };
        await new Agent(client, new AgentOptions { Telemetry = new() { ModelCalls = wanted } }).RunAsync(new(), "go", null, Turn.Token);
        Assert.Equal(chats, heard.Spans.Count(s => s.DisplayName == "chat small-1"));
        Assert.Equal(chats, heard.Of(GenAiNames.OperationDuration).Length);
        Assert.Single(heard.Spans, s => s.DisplayName == "invoke_agent");
    }

    [Fact]
    public async Task ExtractAsyncAndDispatcher_OutsideATurn_ReportTheirModelCallAndTheirTool()
    {
        using Listening heard = new();
        using ScriptedChatClient model = new(Turn.Says("""{"value": 7}"""), new ScriptedAnswer().Throw(new IOException()));
        using Activity request = Listening.Handlers.StartActivity("request")!;
        Agent agent = new(model);
        Assert.Equal(7, await agent.ExtractAsync<int>("seven", null, Turn.Token));
        await Assert.ThrowsAsync<IOException>(() => agent.ExtractAsync<int>("seven", null, Turn.Token));
        await new ToolDispatcher([Turn.Counting("look", new())]).RunAsync(new("c9", "look", JsonElement.Parse("{}")), null, Turn.Token);
        Assert.Equal(["chat ", "chat System.IO.IOException", "execute_tool look "], heard.Spans.Select(s => $"{s.DisplayName} {s.GetTagItem("error.type")}"));
        Assert.All(heard.Spans, s => Assert.Equal(request.SpanId, s.ParentSpanId));
        Assert.Null(heard.Spans.First().GetTagItem("gen_ai.request.stream"));
    }
}
