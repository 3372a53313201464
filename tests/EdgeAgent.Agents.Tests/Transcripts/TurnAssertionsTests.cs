using EdgeAgent.Testing;

namespace EdgeAgent.Agents.Tests.Transcripts;

/// <summary>Claims hold where they should, and those that do not tell what happened.</summary>
public sealed class TurnAssertionsTests
{
    [Fact]
    public async Task Claims_ThatHold_GiveTheTurnOrTheCall()
    {
        AgentTurnResult turn = await RunAsync();
        Assert.Same(turn, turn.ShouldComplete().ShouldStop(StopReason.Completed).ShouldCallExactly("add", "add", "gone"));
        Assert.Same(turn.ToolCalls[1], turn.ShouldCall("add", """{ "y": 1.0, "x": 2 }"""));
        Assert.Same(turn.ToolCalls[0], turn.ShouldCall("add"));
        Assert.Same(turn.ToolCalls[2], turn.ShouldFail("gone", ToolFailure.UnknownTool));
    }

    [Fact]
    public async Task Claims_ThatDoNotHold_TellWhatTheTurnDid()
    {
        AgentTurnResult turn = await RunAsync();
        Action[] wrong =
        [
            () => turn.ShouldStop(StopReason.Length), () => turn.ShouldCall("gone"), () => turn.ShouldCall("add", """{"x": 3}"""),
            () => turn.ShouldCallExactly(), () => turn.ShouldCallExactly("add", "gone", "add"), () => turn.ShouldFail("add", ToolFailure.Denied),
        ];
        foreach (Action claim in wrong)
        {
            AgentTestException e = Assert.Throws<AgentTestException>(claim);
            Assert.Equal("EA6907", e.Code);
            Assert.Contains("Completed", e.What, StringComparison.Ordinal);
            Assert.Contains("\"three\"", e.What, StringComparison.Ordinal);
            Assert.Contains("""add {"x":1} → "sum" """.TrimEnd(), e.What, StringComparison.Ordinal);
        }
    }

    private static async Task<AgentTurnResult> RunAsync()
    {
        using ScriptedChatClient model = new(
            new ScriptedAnswer().Call("add", """{"x": 1}""").Call("add", """{"x": 2, "y": 1}""").Call("gone"), Turn.Says("three"));
        Agent agent = Turn.Agent(model, Turn.Tool("add", (_, _) => ValueTask.FromResult<object?>("sum")));
        return await agent.RunAsync(new AgentConversation(), "Add", null, Turn.Token);
    }
}
