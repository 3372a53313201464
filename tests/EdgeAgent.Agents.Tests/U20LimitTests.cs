using EdgeAgent.Testing;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Tests;

/// <summary>U20: limits for model calls, calls in all, calls of a tool, tokens, time and repeats; a typed reason and a well-formed last message.</summary>
public class U20LimitTests
{
    private readonly Counter _ran = new();
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task U20_MaxModelCalls_LastCallsStillRunThenTheTurnStops()
    {
        AgentTurnResult result = await RunAsync(new() { MaxModelCalls = 2 }, [Turn.Calls("a", """{"x": 1}"""), Turn.Calls("a", """{"x": 2}""")]);
        Assert.Equal((StopReason.MaxModelCalls, 2, 2), (result.StopReason, result.ModelCalls, _ran.Of("a")));
    }

    [Fact]
    public async Task U20_MaxToolCalls_TheRestIsRefused()
    {
        AgentTurnResult result = await RunAsync(
            new() { MaxToolCalls = 2 }, [Turn.Calls("a", """{"x": 1}""").Call("missing").Call("a", """{"x": 2}""").Call("b")]);
        Assert.Equal((StopReason.MaxToolCalls, 1, 0), (result.StopReason, _ran.Of("a"), _ran.Of("b")));
        Assert.Equal(
            [ToolFailure.UnknownTool, ToolFailure.LimitReached, ToolFailure.LimitReached],
            result.ToolCalls.OfType<ToolCallFailed>().Select(f => f.Failure));
    }

    [Fact]
    public async Task U20_MaxCallsPerTool_OthersStillRun()
    {
        AgentTurnResult result = await RunAsync(
            new() { MaxCallsPerTool = 1 }, [Turn.Calls("a", """{"x": 1}""").Call("a", """{"x": 2}""").Call("b")]);
        Assert.Equal((StopReason.MaxCallsPerTool, 1, 1), (result.StopReason, _ran.Of("a"), _ran.Of("b")));
    }

    [Fact]
    public async Task U20_SameCallRepeated_StopsWhateverTheOrderOfItsKeys()
    {
        AgentTool two = AgentTool.Create((int x, int y) => _ran.Add($"two"), new ToolOptions { Name = "two" });
        using ScriptedChatClient model = new(
            Turn.Calls("two", """{"x": 1, "y": 2}"""), Turn.Calls("two", """{"y": 2, "x": 1}"""), Turn.Calls("two", """{"x":1,"y":2}"""));
        AgentConversation conversation = new();
        AgentTurnResult result = await Turn.Agent(model, two).RunAsync(conversation, "go", null, Turn.Token);
        Assert.Equal((StopReason.RepeatedCall, 2), (result.StopReason, _ran.Of("two")));
        Turn.AssertValid(conversation);
    }

    [Fact]
    public async Task U20_MaxOutputTokens_WhatIsLeftGoesToTheClient()
    {
        using ScriptedChatClient model = new(Turn.Calls("a").Usage(5, 60), Turn.Calls("a", """{"x": 1}""").Usage(5, 60));
        AgentConversation conversation = new();
        AgentTurnResult result = await Turn.Agent(model, Turn.Counting("a", _ran))
            .RunAsync(conversation, "go", new AgentTurnOptions { MaxOutputTokens = 100 }, Turn.Token);
        Assert.Equal([100, 40], model.Requests.Select(r => r.Options!.MaxOutputTokens!.Value));
        Assert.Equal(StopReason.MaxOutputTokens, result.StopReason);
        AssertWellFormed(conversation, result);
    }

    [Fact]
    public async Task U20_MaxOutputTokensWithoutUsage_IsEstimatedFromTheText()
    {
        AgentTurnResult result = await RunAsync(
            new() { MaxOutputTokens = 100 }, [new ScriptedAnswer().Text(new string('x', 500)).Call("a")]);
        Assert.Equal(StopReason.MaxOutputTokens, result.StopReason);
    }

    [Fact]
    public async Task U20_AnswerCutByTheTurnsTokens_SaysSo()
    {
        AgentTurnResult result = await RunAsync(
            new() { MaxOutputTokens = 10 }, [new ScriptedAnswer().Text("too long").Usage(5, 10).Finish(ChatFinishReason.Length)]);
        Assert.Equal((StopReason.MaxOutputTokens, "too long"), (result.StopReason, result.Text));
    }

    [Fact]
    public async Task U20_MaxDurationInTheModel_TextSoFarStays()
    {
        AgentTurnResult result = await RunAsync(
            new() { MaxDuration = TimeSpan.FromSeconds(30) }, [new ScriptedAnswer().Text("half an ").Call("a").Wait(Timeout.InfiniteTimeSpan).Text("answer")]);
        Assert.Equal((StopReason.MaxDuration, "half an "), (result.StopReason, result.Text));
        Assert.Empty(_ran.Ran);
    }

    [Fact]
    public async Task U20_MaxDurationInAHandler_HandlerIsCancelledAndTheRestRefused()
    {
        AgentTurnResult result = await RunAsync(new() { MaxDuration = TimeSpan.FromSeconds(3) }, [Turn.Calls("hang").Call("a")]);
        Assert.Equal(StopReason.MaxDuration, result.StopReason);
        Assert.Equal([ToolFailure.TimedOut, ToolFailure.LimitReached], result.ToolCalls.OfType<ToolCallFailed>().Select(f => f.Failure));
        Assert.Empty(_ran.Ran);
    }

    [Fact]
    public async Task U20_MaxDurationWhileAskingForApproval_HandlerDoesNotRun()
    {
        AgentTurnResult result = await RunAsync(new() { MaxDuration = TimeSpan.FromSeconds(3) }, [Turn.Calls("gated")]);
        Assert.Equal(StopReason.MaxDuration, result.StopReason);
        Assert.Empty(_ran.Ran);
    }

    [Fact]
    public async Task U20_StopText_IsTheUsersLanguage()
    {
        using ScriptedChatClient model = new(Turn.Calls("a"));
        AgentConversation conversation = new();
        AgentTurnResult result = await new Agent(model, new AgentOptions
        {
            Tools = [Turn.Counting("a", _ran)],
            StopText = reason => $"Mi fermo: {reason}",
        }).RunAsync(conversation, "go", new AgentTurnOptions { MaxModelCalls = 1 }, Turn.Token);
        Assert.Equal("Mi fermo: MaxModelCalls", result.Text);
        Assert.Equal("Mi fermo: MaxModelCalls", conversation.Messages[^1].Text);
    }

    private async Task<AgentTurnResult> RunAsync(AgentTurnOptions turn, ScriptedAnswer[] answers)
    {
        using ScriptedChatClient model = new(answers) { TimeProvider = _clock };
        AgentConversation conversation = new();
        Agent agent = new(model, new AgentOptions
        {
            TimeProvider = _clock,
            Tools =
            [
                Turn.Counting("a", _ran), Turn.Counting("b", _ran), Turn.Counting("gated", _ran, new ToolOptions { Approval = ToolApproval.Ask }),
                Turn.Tool("hang", async (_, token) => { await Task.Delay(Timeout.Infinite, token); return null; }),
            ],
            Approver = async (request, _) => { await Task.Delay(Timeout.InfiniteTimeSpan, _clock, CancellationToken.None); return request.Approve(); },
        });
        Task<AgentTurnResult> run = agent.RunAsync(conversation, "go", turn, Turn.Token);
        await _clock.AdvanceUntilAsync(run, TimeSpan.FromMilliseconds(250));
        AssertWellFormed(conversation, await run);
        return await run;
    }

    private static void AssertWellFormed(AgentConversation conversation, AgentTurnResult result)
    {
        Turn.AssertValid(conversation);
        Assert.Equal(ChatRole.Assistant, conversation.Messages[^1].Role);
        Assert.NotEmpty(result.Text);
        Assert.Equal(result.Text, conversation.Messages[^1].Text);
    }
}
