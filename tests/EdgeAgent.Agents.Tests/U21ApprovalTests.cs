using System.Text.Json;
using EdgeAgent.Testing;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Tests;

/// <summary>U21: validation first, then approval of one call with its arguments; refusals are told; pending ones can be saved and resumed.</summary>
public class U21ApprovalTests
{
    private static readonly ToolOptions Ask = new() { Approval = ToolApproval.Ask };
    private readonly Counter _ran = new();

    private AgentTool[] Tools => [Turn.Counting("free", _ran), Turn.Counting("gated", _ran, Ask)];

    public static TheoryData<string> Orders => ["free gated unknown", "free unknown gated", "gated free unknown", "gated unknown free", "unknown free gated", "unknown gated free"];

    [Theory, MemberData(nameof(Orders))]
    public async Task U21_MixedBatchWithoutApprover_EveryOrderEndsAlikeAndResumes(string order)
    {
        using ScriptedChatClient model = new(Batch(order), Turn.Says("done"));
        Agent agent = Turn.Agent(model, Tools);
        AgentConversation conversation = new();

        AgentTurnResult pending = await agent.RunAsync(conversation, "go", null, Turn.Token);

        Assert.Equal((StopReason.ApprovalPending, ""), (pending.StopReason, pending.Text));
        Assert.Equal(["free"], _ran.Ran);
        Assert.Equal("gated", Assert.Single(pending.PendingApprovals).Call.Name);
        Turn.AssertValid(conversation, pending: 1);
        Assert.Single(model.Requests);

        AgentTurnResult result = await agent.ResumeAsync(conversation, [pending.PendingApprovals[0].Approve()], null, Turn.Token);

        Assert.Equal((StopReason.Completed, "done"), (result.StopReason, result.Text));
        Assert.Equal(["free", "gated"], _ran.Ran);
        Turn.AssertValid(conversation);
        Assert.Equal(
            order.Split(' ').Select(n => n == "unknown" ? "error" : "result"),
            Turn.Results(conversation).Select(r => JsonElement.Parse(r).EnumerateObject().Single().Name));
    }

    [Theory, MemberData(nameof(Orders))]
    public async Task U21_MixedBatchWithApprover_OnlyTheGatedCallIsAsked(string order)
    {
        List<ApprovalRequest> asked = [];
        using ScriptedChatClient model = new(Batch(order), Turn.Says("done"));
        AgentConversation conversation = new();
        Agent agent = new(model, new AgentOptions
        {
            Tools = Tools,
            Approver = (request, _) =>
            {
                Assert.Equal(0, _ran.Of("gated"));
                asked.Add(request);
                return ValueTask.FromResult(request.Approve());
            },
        });
        List<AgentEvent> events = await Turn.EventsAsync(agent.RunStreamingAsync(conversation, "go", null, Turn.Token));
        Assert.Equal("""gated({"x":7})""", Assert.Single(asked).Call.ToString());
        Assert.Equal(["ask gated", "start gated", "done gated \"gated done\""], Turn.Names(events).Where(n => n.Contains("gated", StringComparison.Ordinal)));
        Assert.Equal(1, _ran.Of("gated"));
        Turn.AssertValid(conversation);
    }

    [Theory]
    [InlineData(null, "permission denied: the user did not approve this call")]
    [InlineData("not at night", "not at night")]
    public async Task U21_Denied_ModelReadsTheGivenReason(string? reason, string read)
    {
        using ScriptedChatClient model = new(Turn.Calls("gated"), Turn.Says("ok"));
        AgentConversation conversation = new();
        AgentTurnResult result = await Agent(model, (request, _) => ValueTask.FromResult(request.Deny(reason))).RunAsync(conversation, "go", null, Turn.Token);
        Assert.Equal(ToolFailure.Denied, Assert.IsType<ToolCallFailed>(Assert.Single(result.ToolCalls)).Failure);
        Assert.Equal($$"""{"error":"{{read}}"}""", Turn.Results(conversation)[0]);
        Assert.Empty(_ran.Ran);
        Turn.AssertValid(conversation);
    }

    [Fact]
    public async Task U21_InvalidCall_NobodyIsAsked()
    {
        using ScriptedChatClient model = new(Turn.Calls("gated", """{"x": "no"}"""), Turn.Says("ok"));
        AgentConversation conversation = new();
        AgentTurnResult result = await Agent(model, (_, _) => throw new InvalidOperationException("asked")).RunAsync(conversation, "go", null, Turn.Token);
        Assert.Equal(ToolFailure.InvalidArguments, Assert.IsType<ToolCallFailed>(Assert.Single(result.ToolCalls)).Failure);
    }

    [Fact]
    public async Task U21_ApproverChangesTheQuestion_TheCallKeepsItsArguments()
    {
        int? seen = null;
        AgentTool tool = Turn.Tool("gated", (arguments, _) => { seen = arguments.GetProperty("x").GetInt32(); return default; }, Ask);
        using ScriptedChatClient model = new(Turn.Calls("gated", """{"x": 7}"""));
        AgentConversation conversation = new();
        Agent agent = new(model, new AgentOptions
        {
            Tools = [tool],
            Approver = (request, _) =>
            {
                ((FunctionCallContent)request.Content.ToolCall).Arguments!["x"] = JsonElement.Parse("8");
                return ValueTask.FromResult(request.Approve());
            },
        });
        AgentException e = await Assert.ThrowsAsync<AgentException>(() => agent.RunAsync(conversation, "go", null, Turn.Token));
        Assert.Equal("EA6008", e.Code);
        Assert.Null(seen);
        Turn.AssertValid(conversation);
    }

    [Fact]
    public async Task U21_AnswerOfAnotherCall_IsRefused()
    {
        ApprovalRequest? first = null;
        using ScriptedChatClient model = new(Turn.Calls("gated", """{"x": 1}""").Call("gated", """{"x": 2}"""));
        AgentConversation conversation = new();
        Agent agent = Agent(model, (request, _) => ValueTask.FromResult((first ??= request).Approve()));
        AgentException e = await Assert.ThrowsAsync<AgentException>(() => agent.RunAsync(conversation, "go", null, Turn.Token));
        Assert.Equal("EA6008", e.Code);
        Assert.Equal(["gated"], _ran.Ran);
        Turn.AssertValid(conversation);
    }

    [Fact]
    public async Task U21_ResumeWithForeignOrDoubleAnswers_IsRefusedAndTheCallGoesOnWaiting()
    {
        using ScriptedChatClient model = new(Turn.Calls("gated", """{"x": 1}"""));
        AgentConversation conversation = new();
        Agent agent = Turn.Agent(model, Tools);
        ApprovalRequest request = (await agent.RunAsync(conversation, "go", null, Turn.Token)).PendingApprovals[0];
        FunctionCallContent other = new(request.Call.CallId, "gated", new Dictionary<string, object?> { ["x"] = 2 });

        foreach (ToolApprovalResponseContent[] answers in (ToolApprovalResponseContent[][])
            [[new("other:id", true, other)], [new(request.RequestId, true, other)], [request.Approve(), request.Deny()]])
            Assert.Equal("EA6008", Assert.Throws<AgentException>(() => agent.ResumeStreamingAsync(conversation, answers, null, Turn.Token)).Code);

        Assert.Empty(_ran.Ran);
        Assert.Equal(request.RequestId, Assert.Single(agent.GetPendingApprovals(conversation)).RequestId);
    }

    [Fact]
    public async Task U21_TwoPendingCalls_AreAnsweredOneByOne()
    {
        using ScriptedChatClient model = new(Turn.Calls("gated", """{"x": 1}""").Call("gated", """{"x": 2}"""), Turn.Says("ok"));
        AgentConversation conversation = new();
        Agent agent = Turn.Agent(model, Tools);
        IReadOnlyList<ApprovalRequest> both = (await agent.RunAsync(conversation, "go", null, Turn.Token)).PendingApprovals;

        AgentTurnResult half = await agent.ResumeAsync(conversation, [both[1].Approve()], null, Turn.Token);
        Assert.Equal((StopReason.ApprovalPending, 1), (half.StopReason, _ran.Of("gated")));
        Assert.Equal(both[0].RequestId, Assert.Single(half.PendingApprovals).RequestId);
        Turn.AssertValid(conversation, pending: 1);

        AgentTurnResult result = await agent.ResumeAsync(conversation, [both[0].Deny("no")], null, Turn.Token);
        Assert.Equal((StopReason.Completed, 1), (result.StopReason, _ran.Of("gated")));
        Assert.Equal(["""{"error":"no"}""", """{"result":"gated done"}"""], Turn.Results(conversation));
        Turn.AssertValid(conversation);
    }

    [Theory, MemberData(nameof(Orders))]
    public async Task U21_PendingSavedAsJson_ResumesInAnotherProcess(string order)
    {
        using ScriptedChatClient model = new(Batch(order), Turn.Says("done"));
        AgentConversation conversation = new();
        await Turn.Agent(model, Tools).RunAsync(conversation, "go", null, Turn.Token);

        AgentConversation restored = SavedAndRestored(conversation);
        Turn.AssertValid(restored, pending: 1);
        Agent agent = Turn.Agent(model, Tools);
        ApprovalRequest request = Assert.Single(agent.GetPendingApprovals(restored));
        Assert.Equal("""gated({"x":7})""", request.Call.ToString());
        AgentTurnResult result = await agent.ResumeAsync(restored, [request.Approve()], null, Turn.Token);

        Assert.Equal("done", result.Text);
        Assert.Equal(["free", "gated"], _ran.Ran);
        Turn.AssertValid(restored);
        Assert.Equal(
            order.Split(' ').Select(n => n == "unknown" ? "error" : "result"),
            SavedAndRestored(restored).Messages.SelectMany(m => m.Contents.OfType<FunctionResultContent>())
                .Select(r => ((JsonElement)r.Result!).EnumerateObject().Single().Name));
    }

    [Fact]
    public async Task U21_AnswersSavedAsJson_AreAnswersStill()
    {
        using ScriptedChatClient model = new(Turn.Calls("gated", """{"x": 1}""").Call("gated", """{"x": 2}""").Call("gated", """{"x": 3}"""), Turn.Says("done"));
        AgentConversation conversation = new();
        Agent agent = Turn.Agent(model, Tools);
        IReadOnlyList<ApprovalRequest> asked = (await agent.RunAsync(conversation, "go", null, Turn.Token)).PendingApprovals;
        AIContent[] answers = [asked[2].Approve(), asked[0].Deny("not now")];
        string saved = JsonSerializer.Serialize(answers, AIJsonUtilities.DefaultOptions);
        IEnumerable<ToolApprovalResponseContent> read =
            JsonSerializer.Deserialize<AIContent[]>(saved, AIJsonUtilities.DefaultOptions)!.Cast<ToolApprovalResponseContent>();

        AgentConversation restored = SavedAndRestored(conversation);
        AgentTurnResult half = await Turn.Agent(model, Tools).ResumeAsync(restored, read, null, Turn.Token);
        Assert.Equal((StopReason.ApprovalPending, 1), (half.StopReason, _ran.Of("gated")));

        restored = SavedAndRestored(restored); // saved again between the answers
        Assert.Equal(asked[1].RequestId, Assert.Single(agent.GetPendingApprovals(restored)).RequestId);
        await Turn.Agent(model, Tools).ResumeAsync(restored, [asked[1].Approve()], null, Turn.Token);
        Assert.Equal(2, _ran.Of("gated"));
        Assert.Equal(["not now", "gated done", "gated done"],
            Turn.Results(restored).Select(r => JsonElement.Parse(r).EnumerateObject().Single().Value.GetString()));
        Turn.AssertValid(restored);
    }

    [Fact]
    public async Task U21_UserSpeaksWhileACallIsPending_TheCallIsRefused()
    {
        using ScriptedChatClient model = new(Turn.Calls("gated"), Turn.Says("fine"));
        AgentConversation conversation = new();
        Agent agent = Turn.Agent(model, Tools);
        await agent.RunAsync(conversation, "go", null, Turn.Token);
        AgentTurnResult result = await agent.RunAsync(conversation, "never mind", null, Turn.Token);
        Assert.Equal("fine", result.Text);
        Assert.Empty(_ran.Ran);
        Assert.Equal("""{"error":"permission denied: the user did not approve this call"}""", Assert.Single(Turn.Results(conversation)));
        Turn.AssertValid(conversation);
    }

    [Fact]
    public async Task U21_ApproverThrows_TurnEndsAndTheConversationGoesOn()
    {
        using ScriptedChatClient model = new(Turn.Calls("free").Call("gated"), Turn.Says("fine"));
        AgentConversation conversation = new();
        Agent agent = Agent(model, (_, _) => throw new IOException("console gone"));
        await Assert.ThrowsAsync<IOException>(() => agent.RunAsync(conversation, "go", null, Turn.Token));
        Assert.Equal(["free"], _ran.Ran);
        Turn.AssertValid(conversation);
        Assert.Equal("fine", (await agent.RunAsync(conversation, "again", null, Turn.Token)).Text);
        Turn.AssertValid(conversation);
    }

    private Agent Agent(ScriptedChatClient model, Func<ApprovalRequest, CancellationToken, ValueTask<ToolApprovalResponseContent>> approver) =>
        new(model, new AgentOptions { Tools = Tools, Approver = approver });

    /// <summary>The conversation as another process would have it.</summary>
    private static AgentConversation SavedAndRestored(AgentConversation conversation)
    {
        string saved = JsonSerializer.Serialize(conversation.Messages, AIJsonUtilities.DefaultOptions);
        return new(JsonSerializer.Deserialize<List<ChatMessage>>(saved, AIJsonUtilities.DefaultOptions)!);
    }

    private static ScriptedAnswer Batch(string order) =>
        order.Split(' ').Aggregate(new ScriptedAnswer(), (answer, name) => answer.Call(name, """{"x": 7}"""));
}
