namespace EdgeAgent.Agents.Tests.Policies;

/// <summary>So many runs of one handler at a time, over all turns; a handler that was left behind counts until it ends.</summary>
public class ConcurrencyTests
{
    private const int Hangs = 30_000;

    [Fact(Timeout = Hangs)]
    public async Task RunAsync_MoreTurnsThanPlaces_WaitForOne()
    {
        int now = 0, most = 0;
        TaskCompletionSource gate = new();
        ToolUnderPolicy tool = new(new() { MaxConcurrency = 2 }, async _ =>
        {
            int running = Interlocked.Increment(ref now);
            lock (gate) Volatile.Write(ref most, Math.Max(most, running));
            await gate.Task;
            await Task.Yield();
            Interlocked.Decrement(ref now);
            return "done";
        });
        Task<ToolCallFinished>[] calls = [.. Enumerable.Range(0, 10).Select(_ => tool.CallAsync())];
        while (Volatile.Read(ref most) < 2) await Task.Delay(1, Turn.Token);
        gate.SetResult();
        ToolCallFinished[] ended = await Task.WhenAll(calls);
        Assert.All(ended, e => Assert.Equal("done", ToolUnderPolicy.Outcome(e)));
        Assert.Equal(2, most);
        Assert.Equal(0, tool.Running);
    }

    [Fact(Timeout = Hangs)]
    public async Task RunAsync_NoPlaceInTime_IsRefusedAsBusy()
    {
        TaskCompletionSource gate = new();
        ToolUnderPolicy tool = new(
            new() { MaxConcurrency = 1, MaxConcurrencyWait = TimeSpan.FromSeconds(2), Timeout = TimeSpan.FromMinutes(1) },
            async _ => { await gate.Task; return "done"; });
        Task<ToolCallFinished> first = tool.CallAsync();
        while (tool.Running < 1) await Task.Delay(1, Turn.Token);
        Task<ToolCallFinished> second = tool.CallAsync();
        await tool.Clock.WaitForTimersAsync(4, Turn.Token); // two turns, a time-out, and the wait for the place
        tool.Clock.Advance(TimeSpan.FromSeconds(2));
        ToolCallFailed busy = Assert.IsType<ToolCallFailed>(await second);
        Assert.Equal((ToolFailure.Busy, "not run: the function is busy; try again later"), (busy.Failure, busy.Message));
        gate.SetResult();
        Assert.Equal("done", ToolUnderPolicy.Outcome(await first));
        Assert.Equal("done", await tool.OutcomeAsync());
    }

    [Fact(Timeout = Hangs)]
    public async Task RunAsync_HandlerLeftBehind_KeepsItsPlaceUntilItEnds()
    {
        TaskCompletionSource gate = new();
        ToolUnderPolicy tool = new(
            new() { MaxConcurrency = 1, MaxConcurrencyWait = TimeSpan.Zero, Timeout = TimeSpan.FromMilliseconds(100), BreakAfterFailures = 0 },
            async _ => { await gate.Task; return "done"; });
        Assert.Equal("TimedOut", await tool.OutcomeInTimeAsync());
        Assert.Equal(["Busy", "Busy"], [await tool.OutcomeAsync(), await tool.OutcomeAsync()]);
        Assert.Equal((1, 1), (tool.Ran, tool.Running));
        gate.SetResult();
        while (tool.Running > 0) await Task.Delay(1, Turn.Token);
        Assert.Equal("done", await tool.OutcomeAsync());
    }

    [Fact(Timeout = Hangs)]
    public async Task RunAsync_CancelledWhileItWaitsForAPlace_Ends()
    {
        TaskCompletionSource gate = new();
        using CancellationTokenSource cancel = new();
        ToolUnderPolicy tool = new(new() { MaxConcurrency = 1 }, async _ => { await gate.Task; return "done"; });
        Task<ToolCallFinished> first = tool.CallAsync();
        while (tool.Running < 1) await Task.Delay(1, Turn.Token);
        Task<ToolCallFinished> second = tool.CallAsync(token: cancel.Token);
        await tool.Clock.WaitForTimersAsync(4, Turn.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        gate.SetResult();
        await first;
        Assert.Equal((1, 0, 0), (tool.Ran, tool.Running, tool.Clock.ActiveTimers));
    }
}
