using EdgeAgent.Testing;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Tests;

/// <summary>A turn may end anywhere: the conversation stays usable, and nothing that was done is forgotten.</summary>
public class CancellationTests
{
    private readonly Counter _ran = new();

    private AgentTool[] Tools => [Turn.Counting("a", _ran), Turn.Counting("gated", _ran, new ToolOptions { Approval = ToolApproval.Ask })];

    /// <summary>A turn with two model calls, three tool calls and an approval; the index says at which event it is given up.</summary>
    private static ScriptedChatClient Script() => new(
        Turn.Says("One ", "moment").Call("a").Call("gated").Call("missing"), Turn.Says("All ", "done"), Turn.Says("again"), Turn.Says("again"));

    [Fact]
    public async Task RunStreamingAsync_CancelledAtEachEvent_ConversationStaysValidAndUsable()
    {
        int total = (await Turn.EventsAsync(Agent(Script()).RunStreamingAsync(new(), "go", null, Turn.Token))).Count;
        Assert.True(total > 10);
        for (int at = 0; at < total - 2; at++) // at the last two the answer is whole, and the turn ends with it
        {
            using CancellationTokenSource cancel = CancellationTokenSource.CreateLinkedTokenSource(Turn.Token);
            AgentConversation conversation = new();
            Agent agent = Agent(Script());
            int seen = 0;
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            {
                await foreach (AgentEvent e in agent.RunStreamingAsync(conversation, "go", null, cancel.Token))
                    if (seen++ == at) await cancel.CancelAsync();
            });
            await AssertGoesOnAsync(agent, conversation);
        }
    }

    [Fact]
    public async Task RunStreamingAsync_ReaderWalksAwayAtEachEvent_ConversationStaysValidAndUsable()
    {
        int total = (await Turn.EventsAsync(Agent(Script()).RunStreamingAsync(new(), "go", null, Turn.Token))).Count;
        for (int at = 0; at < total; at++)
        {
            AgentConversation conversation = new();
            Agent agent = Agent(Script());
            int seen = 0;
            await foreach (AgentEvent e in agent.RunStreamingAsync(conversation, "go", null, Turn.Token))
                if (seen++ == at) break;
            await AssertGoesOnAsync(agent, conversation);
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task RunAsync_CancelledBeforeItStarts_LeavesNoTrace()
    {
        AgentConversation conversation = new();
        using CancellationTokenSource cancel = new();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Agent(Script()).RunAsync(conversation, "go", null, cancel.Token));
        Assert.Empty(conversation.Messages);
    }

    [Fact(Timeout = 30_000)]
    public async Task RunAsync_CancelledInAHandler_HandlerAndLaterCallsHaveResults()
    {
        using CancellationTokenSource cancel = new();
        AgentTool hang = Turn.Tool("hang", async (_, token) => { await cancel.CancelAsync(); await Task.Delay(Timeout.Infinite, token); return null; });
        using ScriptedChatClient model = new(Turn.Calls("hang").Call("a"), Turn.Says("again"));
        AgentConversation conversation = new();
        Agent agent = Turn.Agent(model, [hang, .. Tools]);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => agent.RunAsync(conversation, "go", null, cancel.Token));
        Assert.Equal(["""{"error":"cancelled: the user stopped it"}""", """{"error":"not run: the turn was interrupted"}"""], Turn.Results(conversation));
        Assert.Empty(_ran.Ran);
        await AssertGoesOnAsync(agent, conversation);
    }

    [Fact(Timeout = 30_000)]
    public async Task RunAsync_CancelledInAHandlerThatIgnoresIt_DoesNotWaitForTheHandler()
    {
        using CancellationTokenSource cancel = new();
        AgentTool hang = Turn.Tool("hang", async (_, _) => { await cancel.CancelAsync(); await new TaskCompletionSource().Task; return null; });
        using ScriptedChatClient model = new(Turn.Calls("hang"), Turn.Says("again"));
        AgentConversation conversation = new();
        Agent agent = Turn.Agent(model, hang);
        ToolCallFailed? failed = null;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (AgentEvent e in agent.RunStreamingAsync(conversation, "go", null, cancel.Token)) failed ??= e as ToolCallFailed;
        });
        Assert.Equal((ToolFailure.Cancelled, true), (failed!.Failure, failed.HandlerAbandoned));
        await AssertGoesOnAsync(agent, conversation);
    }

    [Fact(Timeout = 30_000)]
    public async Task RunAsync_CancelledWhileAskingForApproval_HandlerNeverRuns()
    {
        using CancellationTokenSource cancel = new();
        using ScriptedChatClient model = new(Turn.Calls("gated"), Turn.Says("again"));
        AgentConversation conversation = new();
        Agent agent = new(model, new AgentOptions
        {
            Tools = Tools,
            Approver = async (request, _) =>
            {
                await cancel.CancelAsync();
                await new TaskCompletionSource().Task; // an approver that does not watch its token
                return request.Approve();
            },
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => agent.RunAsync(conversation, "go", null, cancel.Token));
        Assert.Empty(_ran.Ran);
        await AssertGoesOnAsync(agent, conversation);
    }

    [Fact(Timeout = 30_000)]
    public async Task RunAsync_CancelledInThePauseBetweenRetries_Ends()
    {
        using CancellationTokenSource cancel = new();
        FakeTimeProvider clock = new();
        AgentTool boom = Turn.Tool("boom", (_, _) => throw new IOException(), new ToolOptions { Idempotent = true, RetryDelay = TimeSpan.FromMinutes(1) });
        AgentConversation conversation = new();
        Agent agent = new(new ScriptedChatClient(Turn.Calls("boom"), Turn.Says("again")), new AgentOptions { Tools = [boom], TimeProvider = clock });
        Task<AgentTurnResult> turn = agent.RunAsync(conversation, "go", null, cancel.Token);
        await clock.WaitForTimersAsync(2, Turn.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => turn);
        await AssertGoesOnAsync(agent, conversation);
    }

    [Fact]
    public async Task RunAsync_ClientThrowsAtOnce_TurnLeavesNoTraceAndCanBeTriedAgain()
    {
        using ScriptedChatClient model = new(new ScriptedAnswer().Throw(new HttpRequestException("down")), Turn.Says("up"));
        AgentConversation conversation = new();
        Agent agent = Agent(model);
        await Assert.ThrowsAsync<HttpRequestException>(() => agent.RunAsync(conversation, "go", null, Turn.Token));
        Assert.Empty(conversation.Messages);
        await agent.RunAsync(conversation, "go", null, Turn.Token);
        Assert.Equal(["user: go", "assistant: up"], Turn.Lines(conversation.Messages));
    }

    [Fact]
    public async Task RunAsync_ClientThrowsInTheMiddle_TextStaysAndNoCallOfItRuns()
    {
        using ScriptedChatClient model = new(Turn.Says("Half").Call("a").Throw(new HttpRequestException("down")), Turn.Says("again"));
        AgentConversation conversation = new();
        Agent agent = Agent(model);
        await Assert.ThrowsAsync<HttpRequestException>(() => agent.RunAsync(conversation, "go", null, Turn.Token));
        Assert.Equal(["user: go", "assistant: Half"], Turn.Lines(conversation.Messages));
        Assert.Empty(_ran.Ran);
        await AssertGoesOnAsync(agent, conversation);
    }

    [Fact]
    public async Task RunAsync_ClientThrowsAfterTools_WhatWasDoneIsKept()
    {
        using ScriptedChatClient model = new(Turn.Calls("a"), new ScriptedAnswer().Throw(new HttpRequestException("down")), Turn.Says("again"));
        AgentConversation conversation = new();
        Agent agent = Agent(model);
        await Assert.ThrowsAsync<HttpRequestException>(() => agent.RunAsync(conversation, "go", null, Turn.Token));
        Assert.Equal(["user: go", "assistant: a({})", "tool: {\"result\":\"a done\"}"], Turn.Lines(conversation.Messages));
        await AssertGoesOnAsync(agent, conversation);
    }

    private Agent Agent(ScriptedChatClient model) =>
        new(model, new AgentOptions { Tools = Tools, Approver = (request, _) => ValueTask.FromResult(request.Approve()) });

    private static async Task AssertGoesOnAsync(Agent agent, AgentConversation conversation)
    {
        Turn.AssertValid(conversation);
        string[] before = Turn.Lines(conversation.Messages);
        AgentTurnResult next = await agent.RunAsync(conversation, "still there?", null, Turn.Token);
        Assert.Equal(StopReason.Completed, next.StopReason);
        Turn.AssertValid(conversation);
        Assert.Equal([.. before, "user: still there?", $"assistant: {next.Text}"], Turn.Lines(conversation.Messages)[..(before.Length + 2)]);
    }
}
