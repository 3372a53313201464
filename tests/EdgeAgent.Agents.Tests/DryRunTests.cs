using EdgeAgent.Testing;

namespace EdgeAgent.Agents.Tests;

/// <summary>A dry run tells what would run: checked as ever, asked of nobody, run by nothing.</summary>
public class DryRunTests
{
    private readonly Counter _ran = new();

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task RunAsync_DryRunOfAgentOrTurn_TellsTheCallsAndRunsNone(bool agentSays, bool turnSays)
    {
        using ScriptedChatClient model = new(
            Turn.Calls("free", """{"x": 1}""").Call("gated").Call("denied").Call("missing").Call("free", """{"x": "no"}"""), Turn.Says("ok"));
        AgentConversation conversation = new();
        Agent agent = new(model, new AgentOptions
        {
            Tools =
            [
                Turn.Counting("free", _ran), Turn.Counting("gated", _ran, new ToolOptions { Risk = ToolRisk.Dangerous }),
                Turn.Counting("denied", _ran, new ToolOptions { Approval = ToolApproval.Deny }),
            ],
            DryRun = agentSays,
            Approver = (_, _) => throw new InvalidOperationException("asked"),
        });
        List<AgentEvent> events = await Turn.EventsAsync(
            agent.RunStreamingAsync(conversation, "go", new AgentTurnOptions { DryRun = turnSays }, Turn.Token));

        AgentTurnResult result = ((TurnFinished)events[^1]).Result;
        Assert.Empty(_ran.Ran);
        Assert.DoesNotContain(events, e => e is ToolCallStarted or ApprovalRequested);
        Assert.Equal(
            [("free({\"x\":1})", ToolApproval.Never), ("gated({})", ToolApproval.Ask)],
            result.ToolCalls.OfType<ToolCallDryRun>().Select(d => (d.Call.ToString(), d.Approval)));
        Assert.Equal(
            [ToolFailure.Denied, ToolFailure.UnknownTool, ToolFailure.InvalidArguments],
            result.ToolCalls.OfType<ToolCallFailed>().Select(f => f.Failure));
        Assert.Equal("""{"dry_run":"not run: this is a rehearsal, nothing was changed"}""", Turn.Results(conversation)[0]);
        Assert.Equal((StopReason.Completed, "ok"), (result.StopReason, result.Text));
        Turn.AssertValid(conversation);
    }

    [Fact]
    public async Task RunAsync_DryRun_TakesNothingOfTheToolsPolicies()
    {
        ToolOptions once = new() { RateLimit = 1 };
        using ScriptedChatClient model = new(Turn.Calls("a", """{"x": 1}""").Call("a", """{"x": 2}"""), Turn.Says("ok"), Turn.Calls("a"), Turn.Says("ok"));
        Agent agent = Turn.Agent(model, Turn.Counting("a", _ran, once));
        AgentTurnResult rehearsal = await agent.RunAsync(new(), "go", new AgentTurnOptions { DryRun = true }, Turn.Token);
        Assert.All(rehearsal.ToolCalls, c => Assert.IsType<ToolCallDryRun>(c));
        await agent.RunAsync(new(), "go", null, Turn.Token);
        Assert.Equal(["a"], _ran.Ran);
    }

    [Fact]
    public async Task RunAsync_DryRun_KeepsTheLimitsOfTheTurn()
    {
        using ScriptedChatClient model = new(Turn.Calls("a").Call("a").Call("a"), Turn.Says("ok"));
        AgentTurnResult result = await Turn.Agent(model, Turn.Counting("a", _ran)).RunAsync(new(), "go", new AgentTurnOptions { DryRun = true }, Turn.Token);
        Assert.Equal(StopReason.RepeatedCall, result.StopReason);
    }
}
