using System.Collections.Concurrent;
using System.Text.Json;
using EdgeAgent.Testing;

namespace EdgeAgent.Agents.Tests;

/// <summary>Calls of one answer run side by side where their tools allow it: results in the order of the calls, events as they happen.</summary>
public class ParallelCallTests
{
    private const int Hangs = 30_000;
    private static readonly ToolOptions Reads = new() { Risk = ToolRisk.ReadOnly, MaxRetries = 0 };
    private readonly ConcurrentDictionary<int, TaskCompletionSource> _gates = [];
    private readonly ConcurrentQueue<string> _happened = [];
    private readonly FakeTimeProvider _clock = new();

    [Fact(Timeout = Hangs)]
    public async Task RunAsync_ReadingCalls_RunTogetherAndReturnInTheOrderOfTheCalls()
    {
        AgentConversation conversation = new();
        Task<AgentTurnResult> turn = ReadAsync(Agent(), conversation, "read 1", "read 2", "read 3");
        await ComesAsync("read1 runs", "read2 runs", "read3 runs");
        foreach (int x in (int[])[3, 1, 2])
        {
            Open(x);
            await ComesAsync($"read{x} succeeded"); // its event, while others still run
        }
        AgentTurnResult result = await turn;
        Assert.Equal(["read3 succeeded", "read1 succeeded", "read2 succeeded"], Happened("succeeded"));
        Assert.Equal(["""{"result":"read1"}""", """{"result":"read2"}""", """{"result":"read3"}"""], Turn.Results(conversation));
        Assert.Equal([1, 2, 3], result.ToolCalls.Select(c => X(c.Call)));
        Turn.AssertValid(conversation);
    }

    [Fact(Timeout = Hangs)]
    public async Task RunAsync_CallThatMayNotRunBesideOthers_IsABarrier()
    {
        AgentConversation conversation = new();
        Task<AgentTurnResult> turn = ReadAsync(Agent(), conversation, "read 1", "read 2", "write 3", "write 4", "read 5", "read 6");
        await ComesAsync("read1 runs", "read2 runs");
        Open(2);
        await ComesAsync("read2 succeeded");
        Assert.DoesNotContain("write3 started", _happened); // read 1 still runs
        Open(1);
        await ComesAsync("write3 runs");
        Assert.DoesNotContain("write4 started", _happened);
        Open(3);
        await ComesAsync("write4 runs");
        Assert.DoesNotContain("read5 started", _happened);
        Open(4);
        await ComesAsync("read5 runs", "read6 runs");
        Open(6);
        Open(5);
        await turn;
        Assert.Equal([.. Enumerable.Range(1, 6).Select(x => $$"""{"result":"{{(x is 3 or 4 ? "write" : "read")}}{{x}}"}""")], Turn.Results(conversation));
    }

    [Fact(Timeout = Hangs)]
    public async Task RunAsync_CallsOfNoTool_HoldNobodyUp()
    {
        Task<AgentTurnResult> turn = ReadAsync(Agent(), new(), "read 1", "missing 2", "read 3");
        await ComesAsync("read1 runs", "missing2 UnknownTool", "read3 runs");
        Open(1);
        Open(3);
        Assert.Equal([1, 2, 3], (await turn).ToolCalls.Select(c => X(c.Call)));
    }

    [Theory(Timeout = Hangs)]
    [InlineData(ToolRisk.ReadOnly, null, true)]
    [InlineData(ToolRisk.ReadOnly, false, false)]
    [InlineData(ToolRisk.Reversible, null, false)]
    [InlineData(ToolRisk.Reversible, true, true)]
    [InlineData(ToolRisk.Unspecified, null, false)]
    public async Task RunAsync_RiskAndAllowParallel_DecideWhatRunsTogether(ToolRisk risk, bool? allow, bool together)
    {
        Agent agent = Agent(new() { Risk = risk, AllowParallel = allow, Idempotent = true });
        Task<AgentTurnResult> turn = ReadAsync(agent, new(), "read 1", "read 2");
        await ComesAsync("read1 runs");
        if (together) await ComesAsync("read2 runs");
        Open(2);
        if (together) await ComesAsync("read2 succeeded");
        Open(1);
        await turn;
        Assert.Equal(together ? ["read2 succeeded", "read1 succeeded"] : ["read1 succeeded", "read2 succeeded"], Happened("succeeded"));
    }

    [Fact(Timeout = Hangs)]
    public async Task RunAsync_ParallelCallsToApprove_AreAskedOneByOneWhileApprovedOnesRun()
    {
        TaskCompletionSource[] answers = [new(), new(), new()];
        int asked = 0;
        Agent agent = Agent(Reads with { Approval = ToolApproval.Ask }, o => o with
        {
            Approver = async (request, _) =>
            {
                int x = X(request.Call);
                Interlocked.Increment(ref asked);
                await answers[x].Task;
                return x == 1 ? request.Deny() : request.Approve();
            },
        });
        Task<AgentTurnResult> turn = ReadAsync(agent, new(), "read 0", "read 1", "read 2");
        await ComesAsync("read0 asked");
        answers[0].SetResult();
        await ComesAsync("read0 runs", "read1 asked");
        Assert.Equal(2, asked);
        Open(0);
        await ComesAsync("read0 succeeded"); // seen although the approver still thinks about the next
        answers[1].SetResult();
        await ComesAsync("read1 Denied", "read2 asked");
        answers[2].SetResult();
        Open(2);
        Assert.Equal([0, 1, 2], (await turn).ToolCalls.Select(c => X(c.Call)));
        Assert.DoesNotContain("read1 runs", _happened);
    }

    [Fact(Timeout = Hangs)]
    public async Task RunAsync_LimitOfTheTurn_CountsInTheOrderOfTheCalls()
    {
        Task<AgentTurnResult> turn = ReadAsync(Agent(), new(), new AgentTurnOptions { MaxToolCalls = 2 }, "read 1", "read 2", "read 3");
        await ComesAsync("read1 runs", "read2 runs", "read3 LimitReached");
        Open(2);
        Open(1);
        AgentTurnResult result = await turn;
        Assert.Equal(StopReason.MaxToolCalls, result.StopReason);
        Assert.IsType<ToolCallFailed>(result.ToolCalls[2]);
    }

    [Fact(Timeout = Hangs)]
    public async Task RunAsync_OneOfThemFails_TheOthersAreNotTouched()
    {
        AgentConversation conversation = new();
        Task<AgentTurnResult> turn = ReadAsync(Agent(), conversation, "read 1", "boom 2", "read 3");
        await ComesAsync("boom2 HandlerFailed");
        Open(1);
        Open(3);
        await turn;
        Assert.Equal(["""{"result":"read1"}""", """{"error":"the function failed"}""", """{"result":"read3"}"""], Turn.Results(conversation));
    }

    [Fact(Timeout = Hangs)]
    public async Task RunAsync_ApproverThrows_RunningCallsEndAndKeepTheirResults()
    {
        Agent agent = Agent(change: o => o with { Approver = (_, _) => { Open(1); throw new IOException("console gone"); } });
        AgentConversation conversation = new();
        await Assert.ThrowsAsync<IOException>(() => ReadAsync(agent, conversation, "read 1", "gated 2", "read 3"));
        Assert.Equal("""{"result":"read1"}""", Turn.Results(conversation)[0]);
        Assert.Equal(3, Turn.Results(conversation).Length);
        Turn.AssertValid(conversation);
        AssertNothingLeft(agent);
    }

    [Fact(Timeout = Hangs)]
    public async Task RunStreamingAsync_CancelledWhileTheyRun_AllAreCancelledAndNoneIsLeft()
    {
        using CancellationTokenSource cancel = new();
        Agent agent = Agent();
        AgentConversation conversation = new();
        Task<AgentTurnResult> turn = ReadAsync(agent, conversation, null, cancel.Token, "read 1", "read 2", "write 3");
        await ComesAsync("read1 runs", "read2 runs");
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => turn);
        Assert.Equal(["read1 Cancelled", "read2 Cancelled"], Happened("Cancelled").Order());
        Assert.Equal(
            ["""{"error":"cancelled: the user stopped it"}""", """{"error":"cancelled: the user stopped it"}""",
                """{"error":"not run: the turn was interrupted"}"""], Turn.Results(conversation));
        AssertNothingLeft(agent);
    }

    [Theory(Timeout = Hangs)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task RunStreamingAsync_ReaderWalksAway_RunningCallsAreCancelledAndNoneIsLeft(int events)
    {
        Agent agent = Agent();
        AgentConversation conversation = new();
        int seen = 0;
        await foreach (AgentEvent e in agent.RunStreamingAsync(conversation, "read {\"x\": 1}\nread {\"x\": 2}\nread {\"x\": 3}", null, Turn.Token))
        {
            if (++seen == events) break;
        }
        Turn.AssertValid(conversation);
        Assert.All(Turn.Results(conversation), r => Assert.Contains(
            r, (string[])["""{"error":"cancelled: the user stopped it"}""", """{"error":"not run: the turn was interrupted"}"""]));
        Assert.InRange(Happened("runs").Length, 0, Math.Max(0, events - 2)); // who walks away from "started" has stopped that handler
        AssertNothingLeft(agent);
        Assert.Equal(StopReason.Completed, (await agent.RunAsync(conversation, "", null, Turn.Token)).StopReason);
    }

    [Fact(Timeout = Hangs)]
    public async Task RunStreamingAsync_ReaderWalksAwayFromHandlersThatIgnoreIt_DoesNotWaitForThem()
    {
        TaskCompletionSource never = new();
        AgentTool stubborn = Turn.Tool("stubborn", async (_, _) => { _happened.Enqueue("runs"); await never.Task; return null; }, Reads);
        Agent agent = new(new CallingClient(), new AgentOptions { Tools = [stubborn], TimeProvider = _clock });
        AgentConversation conversation = new();
        Task walk = Task.Run(async () =>
        {
            await foreach (AgentEvent e in agent.RunStreamingAsync(conversation, "stubborn\nstubborn {\"x\":1}\nmissing", null, Turn.Token))
            {
                if (e is not ToolCallFailed) continue;
                while (_happened.Count < 2) await Task.Delay(1, Turn.Token);
                break;
            }
        }, Turn.Token);
        await _clock.AdvanceUntilAsync(walk);
        await walk;
        Turn.AssertValid(conversation);
        Assert.Equal(2, agent.RunningHandlers);
        never.SetResult();
        while (agent.RunningHandlers > 0) await Task.Delay(1, Turn.Token);
        AssertNothingLeft(agent);
    }

    private Agent Agent(ToolOptions? options = null, Func<AgentOptions, AgentOptions>? change = null)
    {
        AgentOptions agent = new()
        {
            Tools =
            [
                Gated("read", options ?? Reads), Gated("write", new()), Gated("gated", Reads with { Approval = ToolApproval.Ask }),
                Turn.Tool("boom", (_, _) => throw new IOException(), Reads),
            ],
            TimeProvider = _clock,
        };
        return new(new CallingClient(), change?.Invoke(agent) ?? agent);
    }

    /// <summary>A tool that ends when the gate of its argument opens.</summary>
    private AgentTool Gated(string name, ToolOptions options) => Turn.Tool(name, async (arguments, token) =>
    {
        int x = arguments.GetProperty("x").GetInt32();
        _happened.Enqueue($"{name}{x} runs");
        await Gate(x).Task.WaitAsync(token);
        return $"{name}{x}";
    }, options);

    private TaskCompletionSource Gate(int x) => _gates.GetOrAdd(x, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    private void Open(int x) => Gate(x).SetResult();

    private Task<AgentTurnResult> ReadAsync(Agent agent, AgentConversation conversation, params string[] calls) =>
        ReadAsync(agent, conversation, null, Turn.Token, calls);

    private Task<AgentTurnResult> ReadAsync(Agent agent, AgentConversation conversation, AgentTurnOptions? options, params string[] calls) =>
        ReadAsync(agent, conversation, options, Turn.Token, calls);

    /// <summary>Runs a turn of calls like "read 1" and notes its events.</summary>
    private async Task<AgentTurnResult> ReadAsync(
        Agent agent, AgentConversation conversation, AgentTurnOptions? options, CancellationToken token, params string[] calls)
    {
        string text = string.Join('\n', calls.Select(c => c.Split(' ') is [var name, var x] ? $"{name} {{\"x\": {x}}}" : c));
        AgentTurnResult? result = null;
        await foreach (AgentEvent e in agent.RunStreamingAsync(conversation, text, options, token))
        {
            if (e is TurnFinished finished) result = finished.Result;
            string? note = e switch
            {
                ApprovalRequested asked => $"{asked.Request.Call.Name}{X(asked.Request.Call)} asked",
                ToolCallStarted started => $"{started.Call.Name}{X(started.Call)} started",
                ToolCallSucceeded done => $"{done.Call.Name}{X(done.Call)} succeeded",
                ToolCallFailed failed => $"{failed.Call.Name}{X(failed.Call)} {failed.Failure}",
                _ => null,
            };
            if (note is not null) _happened.Enqueue(note);
        }
        return result!;
    }

    private async Task ComesAsync(params string[] notes)
    {
        while (notes.Except(_happened).Any()) await Task.Delay(1, Turn.Token);
    }

    private string[] Happened(string ending) => [.. _happened.Where(h => h.EndsWith(ending, StringComparison.Ordinal))];

    private void AssertNothingLeft(Agent agent)
    {
        Assert.Equal(0, agent.RunningHandlers);
        // Task.WaitAsync frees its timer just after its waiter may go on.
        Assert.True(SpinWait.SpinUntil(() => _clock.ActiveTimers == 0, TimeSpan.FromSeconds(10)), $"{_clock.ActiveTimers} timers");
    }

    private static int X(ToolCall call) => call.Arguments.TryGetProperty("x", out JsonElement x) ? x.GetInt32() : -1;
}
