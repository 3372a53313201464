using System.Text.Json;
using EdgeAgent.Testing;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Tests;

/// <summary>The loop when all goes well, and what handlers get and give.</summary>
public class AgentTurnTests
{
    private readonly Counter _ran = new();

    [Fact]
    public async Task RunStreamingAsync_CallThenAnswer_EventsComeInOrder()
    {
        using ScriptedChatClient model = new(
            new ScriptedAnswer().Text("One ", "moment.")
                .Content(new ToolCallDelta("call_1", null, "")).Content(new ToolCallDelta("call_1", "light", "{\"x\""))
                .Call("light", """{"x": 1}""").Usage(10, 5),
            Turn.Says("Done", ".").Usage(20, 2));
        AgentConversation conversation = new();

        List<AgentEvent> events = await Turn.EventsAsync(
            Turn.Agent(model, Turn.Counting("light", _ran)).RunStreamingAsync(conversation, "light please", null, Turn.Token));

        Assert.Equal(
            ["text One ", "text moment.", "growing  ", "growing light {\"x\"", "model", "start light", "done light \"light done\"",
                "text Done", "text .", "model", "end Completed"], Turn.Names(events));
        Assert.Equal(
            ["user: light please", "assistant: One moment. | light({\"x\":1})", "tool: {\"result\":\"light done\"}", "assistant: Done."],
            Turn.Lines(conversation.Messages));
        AgentTurnResult result = ((TurnFinished)events[^1]).Result;
        Assert.Equal(("Done.", 2, 30L, 7L), (result.Text, result.ModelCalls, result.Usage.InputTokenCount, result.Usage.OutputTokenCount));
        Assert.Equal(conversation.Messages, result.Messages);
        Turn.AssertValid(conversation);
    }

    [Fact]
    public async Task RunAsync_TwoCallsInOneAnswer_RunInOrderAndReturnTogether()
    {
        using ScriptedChatClient model = new(
            Turn.Calls("b", """{"x": 1}""").Call("a").Call("b", """{"x": 2}"""),
            Turn.Says("ok"));
        AgentConversation conversation = new();

        AgentTurnResult result = await Turn.Agent(model, Turn.Counting("a", _ran), Turn.Counting("b", _ran))
            .RunAsync(conversation, "go", null, Turn.Token);

        Assert.Equal(["b", "a", "b"], _ran.Ran);
        Assert.Equal(3, result.ToolCalls.Count);
        Assert.Equal("tool: {\"result\":\"b done\"} | {\"result\":\"a done\"} | {\"result\":\"b done\"}", Turn.Lines(model.Requests[1].Messages)[^1]);
        Turn.AssertValid(conversation);
    }

    [Fact]
    public async Task RunAsync_SecondTurn_SendsInstructionsOnceAndTheWholeHistory()
    {
        using ScriptedChatClient model = new(Turn.Says("one"), Turn.Says("two"));
        Agent agent = new(model, new AgentOptions { Instructions = "Be brief." });
        AgentConversation conversation = new();
        await agent.RunAsync(conversation, "first", null, Turn.Token);
        await agent.RunAsync(conversation, "second", null, Turn.Token);

        Assert.Equal(["system: Be brief.", "user: first", "assistant: one", "user: second"], Turn.Lines(model.Requests[1].Messages));
        Assert.DoesNotContain(conversation.Messages, m => m.Role == ChatRole.System);
    }

    [Fact]
    public async Task RunAsync_ConversationWithItsOwnSystemMessage_KeepsThatOne()
    {
        using ScriptedChatClient model = new(Turn.Says("one"));
        AgentConversation conversation = new([new ChatMessage(ChatRole.System, "Mine.")]);
        await new Agent(model, new AgentOptions { Instructions = "Be brief." }).RunAsync(conversation, "first", null, Turn.Token);
        Assert.Equal(["system: Mine.", "user: first"], Turn.Lines(model.Requests[0].Messages));
    }

    [Fact]
    public async Task RunAsync_ToolMode_HoldsForTheFirstModelCallOnly()
    {
        using ScriptedChatClient model = new(Turn.Calls("a"), Turn.Says("ok"));
        Agent agent = new(model, new AgentOptions { Tools = [Turn.Counting("a", _ran), Turn.Counting("b", _ran)], ChatOptions = new() { Temperature = 0.5f, MaxOutputTokens = 100 } });
        await agent.RunAsync(new(), "go", new AgentTurnOptions { ToolMode = ChatToolMode.RequireSpecific("a") }, Turn.Token);

        Assert.Equal([ChatToolMode.RequireSpecific("a"), ChatToolMode.Auto], model.Requests.Select(r => r.Options!.ToolMode));
        Assert.All(model.Requests, r => Assert.Equal(["a", "b"], r.Options!.Tools!.Select(t => t.Name)));
        Assert.All(model.Requests, r => Assert.Equal((0.5f, 100), (r.Options!.Temperature, r.Options!.MaxOutputTokens)));
    }

    [Fact]
    public async Task RunAsync_ToolModeNone_NoCallIsDispatchedWhateverTheClientSends()
    {
        using ScriptedChatClient model = new(new ScriptedAnswer().Text("no").Call("a"));
        AgentConversation conversation = new();
        AgentTurnResult result = await Turn.Agent(model, Turn.Counting("a", _ran))
            .RunAsync(conversation, "go", new AgentTurnOptions { ToolMode = ChatToolMode.None }, Turn.Token);
        Assert.Equal((StopReason.Completed, "no"), (result.StopReason, result.Text));
        Assert.Empty(_ran.Ran);
        Turn.AssertValid(conversation);
    }

    [Fact]
    public async Task RunAsync_AllowedTools_OnlyThoseAreOfferedAndRun()
    {
        using ScriptedChatClient model = new(Turn.Calls("a").Call("b"), Turn.Says("ok"));
        AgentConversation conversation = new();
        await Turn.Agent(model, Turn.Counting("a", _ran), Turn.Counting("b", _ran))
            .RunAsync(conversation, "go", new AgentTurnOptions { AllowedTools = ["b"] }, Turn.Token);
        Assert.Equal(["b"], model.Requests[0].Options!.Tools!.Select(t => t.Name));
        Assert.Equal(["b"], _ran.Ran);
        Assert.StartsWith("{\"error\":\"unknown function 'a'", Turn.Results(conversation)[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_NoTools_SendsNoToolOptions()
    {
        using ScriptedChatClient model = new(Turn.Says("hi"));
        await Turn.Agent(model).RunAsync(new(), "hi", null, Turn.Token);
        Assert.Null(model.Requests[0].Options!.Tools);
        Assert.Null(model.Requests[0].Options!.ToolMode);
    }

    [Theory]
    [InlineData(ChatFinishReasonCase.Length, StopReason.Length)]
    [InlineData(ChatFinishReasonCase.ContentFilter, StopReason.ContentFilter)]
    public async Task RunAsync_AnswerCut_NothingInItIsDispatched(ChatFinishReasonCase finish, StopReason expected)
    {
        using ScriptedChatClient model = new(new ScriptedAnswer().Content(new ToolCallDelta("call_1", "a", "{\"x\": 1")).Call("a").Finish(
            finish == ChatFinishReasonCase.Length ? ChatFinishReason.Length : ChatFinishReason.ContentFilter));
        AgentConversation conversation = new();
        AgentTurnResult result = await Turn.Agent(model, Turn.Counting("a", _ran)).RunAsync(conversation, "go", null, Turn.Token);
        Assert.Equal(expected, result.StopReason);
        Assert.Empty(_ran.Ran);
        Assert.NotEmpty(result.Text);
        Assert.Equal(result.Text, conversation.Messages[^1].Text);
        Turn.AssertValid(conversation);
    }

    [Fact]
    public async Task RunAsync_EmptyAnswer_EndsWithAnEmptyAssistantMessage()
    {
        using ScriptedChatClient model = new(new ScriptedAnswer());
        AgentConversation conversation = new();
        AgentTurnResult result = await Turn.Agent(model).RunAsync(conversation, "hi", null, Turn.Token);
        Assert.Equal((StopReason.Completed, ""), (result.StopReason, result.Text));
        Assert.Equal(["user: hi", "assistant: "], Turn.Lines(conversation.Messages));
    }

    [Fact]
    public async Task RunAsync_MethodTools_GetTypedArgumentsServicesAndToken()
    {
        House house = new();
        List<string> seen = [];
        string[] calls =
        [
            """set_light {"room": "cucina", "level": 40}""",
            """set_light {"note": "è", "fade": 3, "color": "blu", "level": 0, "room": "a"}""",
            """rename_room {"from": "x"}""",
            """add_alarms {"alarms": [{"at": "07:30:00", "color": "warm_white"}]}""",
            """measure {}""",
        ];
        using ScriptedChatClient model = new([.. calls.Select(c => Turn.Calls(c.Split(' ')[0], c[c.IndexOf('{', StringComparison.Ordinal)..])), Turn.Says("ok")]);
        AgentConversation conversation = new();
        Agent agent = new(model, new AgentOptions
        {
            Tools = AgentTool.FromObject(house),
            Services = new NoServices(),
            Approver = (request, _) => ValueTask.FromResult(request.Approve()),
        });
        await foreach (AgentEvent e in agent.RunStreamingAsync(conversation, "go", null, Turn.Token))
            if (e is ToolCallSucceeded) seen.Add(house.Last);

        Assert.Equal(["cucina 40 WarmWhite - -", "a 0 Blue 3 è", "x -", "1 07:30 - WarmWhite True True", "1 07:30 - WarmWhite True True"], seen);
        Assert.Equal(
            ["""{"result":"cucina 40 WarmWhite - -"}""", """{"result":"a 0 Blue 3 è"}""", """{"result":"x -"}""", """{"ok":true}""", """{"result":21.5}"""],
            Turn.Results(conversation));
    }

    [Fact]
    public async Task RunAsync_LongResult_ModelReadsTheBeginningAndTheEventHasItAll()
    {
        AgentTool tool = Turn.Tool("a", (_, _) => ValueTask.FromResult<object?>(new string('x', 10_000)), new ToolOptions { MaxResultLength = 100 });
        using ScriptedChatClient model = new(Turn.Calls("a"), Turn.Says("ok"));
        AgentConversation conversation = new();
        AgentTurnResult result = await Turn.Agent(model, tool).RunAsync(conversation, "go", null, Turn.Token);
        Assert.StartsWith("""{"truncated":"the first 100 of 10002 characters","result":""", Turn.Results(conversation)[0], StringComparison.Ordinal);
        Assert.InRange(Turn.Results(conversation)[0].Length, 100, 200);
        Assert.Equal(10_000, Assert.IsType<ToolCallSucceeded>(result.ToolCalls[0]).Result.GetString()!.Length);
    }

    [Fact]
    public async Task RunAsync_ReusedAndEmptyCallIds_EachCallGetsItsOwn()
    {
        using ScriptedChatClient model = new(
            new ScriptedAnswer().Call("a", "{}", "same").Call("b", "{}", "same").Call("a", """{"x": 2}""", ""), new ScriptedAnswer().Call("b", """{"x": 2}""", "same"), Turn.Says("ok"));
        AgentConversation conversation = new();
        await Turn.Agent(model, Turn.Counting("a", _ran), Turn.Counting("b", _ran)).RunAsync(conversation, "go", null, Turn.Token);
        string[] ids = [.. conversation.Messages.SelectMany(m => m.Contents.OfType<FunctionCallContent>()).Select(c => c.CallId)];
        Assert.Equal(4, ids.Distinct().Count());
        Assert.Equal(["a", "b", "a", "b"], _ran.Ran);
        Turn.AssertValid(conversation);
    }

    [Fact]
    public async Task RunAsync_ClientThatAnsweredItsOwnCall_IsNotAnsweredAgain()
    {
        FunctionCallContent informed = new("theirs", "search") { InformationalOnly = true };
        using ScriptedChatClient model = new(new ScriptedAnswer().Content(informed).Text("found"));
        AgentConversation conversation = new();
        AgentTurnResult result = await Turn.Agent(model).RunAsync(conversation, "go", null, Turn.Token);
        Assert.Equal((StopReason.Completed, "found"), (result.StopReason, result.Text));
        Assert.Empty(result.ToolCalls);
    }

    [Fact]
    public async Task RunAsync_ClientThatRanItsOwnTool_KeepsItsIdsAndNothingRunsTwice()
    {
        ScriptedAnswer answer = new ScriptedAnswer().Call("a", "{}", "same").Content(new FunctionResultContent("same", "theirs")).Text("found");
        using ScriptedChatClient model = new(answer, answer, answer.Finish(ChatFinishReason.Length));
        AgentConversation conversation = new();
        Agent agent = Turn.Agent(model, Turn.Counting("a", _ran));
        for (int i = 0; i < 3; i++) Assert.Equal("found", (await agent.RunAsync(conversation, "go", null, Turn.Token)).Text);
        Assert.Empty(_ran.Ran);
        Assert.Equal(conversation.Messages.Count, new AgentConversation(conversation.Messages).Messages.Count);
    }

    [Fact]
    public async Task RunAsync_SecondTurnAtOnce_IsRefusedAndTheFirstGoesOn()
    {
        TaskCompletionSource gate = new();
        AgentTool tool = Turn.Tool("a", async (_, _) => { await gate.Task; return "ok"; });
        using ScriptedChatClient model = new(Turn.Calls("a"), Turn.Says("ok"));
        AgentConversation conversation = new();
        Agent agent = Turn.Agent(model, tool);
        Task<AgentTurnResult> first = agent.RunAsync(conversation, "go", null, Turn.Token);
        await Assert.ThrowsAsync<InvalidOperationException>(() => agent.RunAsync(conversation, "again", null, Turn.Token));
        gate.SetResult();
        Assert.Equal("ok", (await first).Text);
        Turn.AssertValid(conversation);
    }

    [Fact]
    public async Task RunAsync_SameScript_EqualsTheStreamingCall()
    {
        static ScriptedChatClient Model() => new(
            new ScriptedAnswer().Text("a").Call("a").Call("missing").Call("boom").Usage(3, 4), Turn.Calls("a", """{"x": "no"}"""), Turn.Says("end"));
        AgentTool[] tools = [Turn.Counting("a", _ran), Turn.Tool("boom", (_, _) => throw new InvalidOperationException("secret"))];
        AgentConversation plain = new(), streamed = new();
        using ScriptedChatClient one = Model(), two = Model();

        AgentTurnResult result = await Turn.Agent(one, tools).RunAsync(plain, "go", null, Turn.Token);
        List<AgentEvent> events = await Turn.EventsAsync(Turn.Agent(two, tools).RunStreamingAsync(streamed, "go", null, Turn.Token));

        Assert.Equal(Turn.Lines(plain.Messages), Turn.Lines(streamed.Messages));
        AgentTurnResult other = ((TurnFinished)events[^1]).Result;
        Assert.Equal((result.Text, result.StopReason, result.ModelCalls), (other.Text, other.StopReason, other.ModelCalls));
        Assert.Equal(Turn.Names(result.ToolCalls), Turn.Names(other.ToolCalls));
        Assert.Equal(Turn.Names(other.ToolCalls), Turn.Names(events.OfType<ToolCallFinished>()));
    }

    [Fact]
    public async Task MeasureAsync_WithAndWithoutAMeter_CountsOrSaysThatItGuesses()
    {
        using ScriptedChatClient model = new();
        AgentOptions options = new() { Instructions = "12345678", Tools = [Turn.Counting("a", _ran)] };
        AgentConversation conversation = new([new(ChatRole.User, "1234")]);
        PromptPlan plan = await new Agent(model, options).MeasureAsync(conversation, null, null, Turn.Token);
        PromptMeasure guess = plan.Sent;
        Assert.Equal((2, 1, 512, null, true), (guess.System, guess.History, guess.Reply, guess.ContextLength, guess.IsEstimate));
        Assert.True(guess is { Fits: true, Tools: > 10 } && plan is { Trimmed: null, Tools: null });

        using MeteredClient metered = new(model);
        PromptPlan counted = await new Agent(metered, options).MeasureAsync(conversation, null, new() { ReplyTokens = 99 }, Turn.Token);
        Assert.Equal((110, 10, false), (counted.Sent.Total, counted.Deficit, counted.Fits));
    }

    public enum ChatFinishReasonCase { Length, ContentFilter }

    private sealed class NoServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }

    private sealed class MeteredClient(IChatClient inner) : DelegatingChatClient(inner), IPromptMeter
    {
        public ValueTask<PromptMeasure> MeasureAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken) =>
            ValueTask.FromResult(new PromptMeasure(messages.Count(), options!.Tools!.Count, History: 8, Reply: 9_999, ContextLength: 100, IsEstimate: false));
    }
}
