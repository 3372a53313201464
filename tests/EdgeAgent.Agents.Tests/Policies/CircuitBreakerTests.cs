namespace EdgeAgent.Agents.Tests.Policies;

/// <summary>A tool that fails again and again is left alone for a while, then tried by one call.</summary>
public class CircuitBreakerTests
{
    private const int Hangs = 30_000;
    private static readonly ToolOptions Three = new() { BreakAfterFailures = 3, BreakDuration = TimeSpan.FromSeconds(30) };

    [Fact]
    public async Task RunAsync_FailuresInARow_OpenTheBreakerUntilAProbeSucceeds()
    {
        bool broken = true;
        ToolUnderPolicy tool = new(Three, _ => broken ? throw new IOException() : ValueTask.FromResult<object?>("fine"));

        for (int i = 0; i < 3; i++) Assert.Equal("HandlerFailed", await tool.OutcomeAsync());
        Assert.Equal("CircuitOpen", await tool.OutcomeAsync());
        Assert.Equal(3, tool.Ran);

        tool.Clock.Advance(TimeSpan.FromSeconds(29));
        ToolCallFailed open = Assert.IsType<ToolCallFailed>(await tool.CallAsync());
        Assert.Equal("not run: the function keeps failing; try again in 1 s", open.Message);
        Assert.Equal((null, TimeSpan.Zero), (open.Exception, open.Elapsed));

        tool.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("HandlerFailed", await tool.OutcomeAsync()); // the probe fails: open for as long again
        Assert.Equal("CircuitOpen", await tool.OutcomeAsync());
        tool.Clock.Advance(TimeSpan.FromMilliseconds(29_900));
        Assert.Equal("CircuitOpen", await tool.OutcomeAsync());

        tool.Clock.Advance(TimeSpan.FromMilliseconds(100));
        broken = false;
        Assert.Equal("fine", await tool.OutcomeAsync());
        broken = true;
        Assert.Equal(["HandlerFailed", "HandlerFailed", "HandlerFailed", "CircuitOpen"], // counted anew
            [await tool.OutcomeAsync(), await tool.OutcomeAsync(), await tool.OutcomeAsync(), await tool.OutcomeAsync()]);
    }

    [Fact]
    public async Task RunAsync_OtherToolOfTheSameAgent_IsNotKeptBack()
    {
        ToolUnderPolicy tool = new(Three, _ => throw new IOException());
        for (int i = 0; i < 3; i++) await tool.CallAsync();
        Assert.Equal("CircuitOpen", await tool.OutcomeAsync());
        Assert.IsType<ToolCallSucceeded>(await tool.CallAsync("other"));
    }

    [Theory]
    [InlineData("success")]
    [InlineData("answer")]
    public async Task RunAsync_AnAnswerBetweenFailures_KeepsTheBreakerClosed(string between)
    {
        int calls = 0;
        ToolUnderPolicy tool = new(Three, _ =>
            ++calls % 3 != 0 ? throw new IOException() : between == "success" ? ValueTask.FromResult<object?>("fine") : throw new ToolException("no such room"));
        for (int i = 0; i < 30; i++) await tool.CallAsync();
        Assert.Equal(30, tool.Ran);
    }

    [Fact]
    public async Task RunAsync_NoBreaker_EveryCallRuns()
    {
        ToolUnderPolicy tool = new(new() { BreakAfterFailures = 0 }, _ => throw new IOException());
        for (int i = 0; i < 20; i++) Assert.Equal("HandlerFailed", await tool.OutcomeAsync());
        Assert.Equal(20, tool.Ran);
    }

    [Fact(Timeout = Hangs)]
    public async Task RunAsync_TimeOuts_CountAsFailures()
    {
        ToolUnderPolicy tool = new(
            new() { BreakAfterFailures = 2, Timeout = TimeSpan.FromMilliseconds(50) }, async token => { await Task.Delay(Timeout.Infinite, token); return null; });
        Assert.Equal(["TimedOut", "TimedOut", "CircuitOpen"],
            [await tool.OutcomeInTimeAsync(), await tool.OutcomeInTimeAsync(), await tool.OutcomeInTimeAsync()]);
    }

    [Fact(Timeout = Hangs)]
    public async Task RunAsync_WhileTheProbeRuns_OthersAreRefused()
    {
        TaskCompletionSource<object?> probe = new();
        bool broken = true;
        ToolUnderPolicy tool = new(Three, _ => broken ? throw new IOException() : new(probe.Task));
        for (int i = 0; i < 3; i++) await tool.CallAsync();
        tool.Clock.Advance(TimeSpan.FromSeconds(30));
        broken = false;

        Task<ToolCallFinished> first = tool.CallAsync();
        while (tool.Ran < 4) await Task.Delay(1, Turn.Token);
        ToolCallFailed second = Assert.IsType<ToolCallFailed>(await tool.CallAsync());
        Assert.Equal((ToolFailure.CircuitOpen, "not run: the function keeps failing; try again later"), (second.Failure, second.Message));

        probe.SetResult("fine");
        Assert.Equal("fine", ToolUnderPolicy.Outcome(await first));
        Assert.Equal("fine", await tool.OutcomeAsync());
    }

    [Fact(Timeout = Hangs)]
    public async Task RunAsync_ProbeCancelledByTheCaller_LeavesTheNextCallToProbe()
    {
        bool broken = true, hangs = false;
        using CancellationTokenSource cancel = new();
        ToolUnderPolicy tool = new(Three, async token =>
        {
            if (broken) throw new IOException();
            if (hangs) await Task.Delay(Timeout.Infinite, token);
            return "fine";
        });
        for (int i = 0; i < 3; i++) await tool.CallAsync();
        tool.Clock.Advance(TimeSpan.FromSeconds(30));
        (broken, hangs) = (false, true);

        Task<ToolCallFinished> cancelled = tool.CallAsync(token: cancel.Token);
        while (tool.Ran < 4) await Task.Delay(1, Turn.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);

        (broken, hangs) = (true, false);
        Assert.Equal("HandlerFailed", await tool.OutcomeAsync()); // a probe: one failure opens again
        Assert.Equal("CircuitOpen", await tool.OutcomeAsync());
        tool.Clock.Advance(TimeSpan.FromSeconds(30));
        broken = false;
        Assert.Equal("fine", await tool.OutcomeAsync());
    }

    [Fact]
    public async Task RunAsync_RetriesOfOneCall_AreOneFailure()
    {
        ToolUnderPolicy tool = new(Three with { Idempotent = true, RetryDelay = TimeSpan.Zero }, _ => throw new IOException());
        for (int i = 0; i < 3; i++) Assert.Equal("HandlerFailed", await tool.OutcomeInTimeAsync());
        Assert.Equal("CircuitOpen", await tool.OutcomeAsync());
        Assert.Equal(9, tool.Ran);
    }
}
