namespace EdgeAgent.Agents.Tests.Policies;

/// <summary>What stands in for a handler that gave nothing; the event says so.</summary>
public class FallbackTests
{
    private const int Hangs = 30_000;

    [Fact]
    public async Task RunAsync_HandlerFailed_TheFallbacksValueIsTheResultAndTheEventHasTheFailure()
    {
        IOException reason = new("sensor gone");
        ToolUnderPolicy tool = new(new ToolOptions().WithFallback(20.5), _ => throw reason);
        ToolCallSucceeded done = Assert.IsType<ToolCallSucceeded>(await tool.CallAsync());
        Assert.Equal("20.5", done.Result.GetRawText());
        Assert.Equal((ToolFailure.HandlerFailed, reason), (done.FallbackFor!.Failure, done.FallbackFor.Exception));
    }

    [Fact]
    public async Task RunAsync_HandlerWorked_NoFallbackIsAsked()
    {
        ToolUnderPolicy tool = new(new() { Fallback = (_, _) => throw new InvalidOperationException("asked") }, _ => ValueTask.FromResult<object?>("fine"));
        ToolCallSucceeded done = Assert.IsType<ToolCallSucceeded>(await tool.CallAsync());
        Assert.Null(done.FallbackFor);
    }

    [Fact(Timeout = Hangs)]
    public async Task RunAsync_EveryFailureOfTheToolsOwn_FallsBack()
    {
        List<ToolFailure> seen = [];
        TaskCompletionSource gate = new();
        int calls = 0;
        ToolUnderPolicy tool = new(
            new()
            {
                BreakAfterFailures = 2,
                RateLimit = 4,
                MaxConcurrency = 1,
                MaxConcurrencyWait = TimeSpan.Zero,
                Timeout = TimeSpan.FromSeconds(1),
                Fallback = (failed, _) => { seen.Add(failed.Failure); return ValueTask.FromResult<object?>("stand-in"); },
            },
            async token =>
            {
                switch (++calls)
                {
                    case 1: throw new IOException();
                    case 2: await Task.Delay(Timeout.Infinite, token); break;
                    default: await gate.Task; break;
                }
                return "fine";
            });
        for (int i = 0; i < 3; i++) Assert.Equal("stand-in", await tool.OutcomeInTimeAsync()); // failed, timed out, open
        tool.Clock.Advance(TimeSpan.FromSeconds(30));
        Task<ToolCallFinished> probe = tool.CallAsync();
        while (tool.Running < 1) await Task.Delay(1, Turn.Token);
        gate.SetResult();
        Assert.Equal("fine", ToolUnderPolicy.Outcome(await probe));
        Assert.Equal(["fine", "fine", "fine", "stand-in"], // three regained in the meantime
            [await tool.OutcomeAsync(), await tool.OutcomeAsync(), await tool.OutcomeAsync(), await tool.OutcomeAsync()]);
        Assert.Equal([ToolFailure.HandlerFailed, ToolFailure.TimedOut, ToolFailure.CircuitOpen, ToolFailure.RateLimited], seen);
    }

    [Fact(Timeout = Hangs)]
    public async Task RunAsync_ToolIsBusy_FallsBack()
    {
        TaskCompletionSource gate = new();
        ToolUnderPolicy tool = new(
            new ToolOptions { MaxConcurrency = 1, MaxConcurrencyWait = TimeSpan.Zero }.WithFallback("stand-in"), async _ => { await gate.Task; return "fine"; });
        Task<ToolCallFinished> first = tool.CallAsync();
        while (tool.Running < 1) await Task.Delay(1, Turn.Token);
        Assert.Equal(ToolFailure.Busy, Assert.IsType<ToolCallSucceeded>(await tool.CallAsync()).FallbackFor!.Failure);
        gate.SetResult();
        await first;
    }

    [Fact]
    public async Task RunAsync_ToolException_IsAnAnswerAndStands()
    {
        ToolUnderPolicy tool = new(new ToolOptions().WithFallback("stand-in"), _ => throw new ToolException("no such room"));
        Assert.Equal("no such room", Assert.IsType<ToolCallFailed>(await tool.CallAsync()).Message);
    }

    [Fact]
    public async Task RunAsync_DeniedCall_DoesNotFallBack()
    {
        ToolUnderPolicy tool = new(new ToolOptions { Approval = ToolApproval.Deny }.WithFallback("stand-in"), _ => default);
        Assert.Equal("Denied", await tool.OutcomeAsync());
    }

    [Theory(Timeout = Hangs)]
    [InlineData("throws")]
    [InlineData("hangs")]
    [InlineData("is no JSON")]
    public async Task RunAsync_FallbackFailsToo_TheFirstFailureStands(string how)
    {
        ToolUnderPolicy tool = new(new()
        {
            Timeout = TimeSpan.FromMilliseconds(100),
            Fallback = async (_, token) =>
            {
                if (how == "throws") throw new InvalidOperationException();
                if (how == "hangs") await Task.Delay(Timeout.Infinite, token);
                return double.NaN;
            },
        }, _ => throw new IOException());
        Task<ToolCallFinished> call = tool.CallAsync();
        await tool.Clock.AdvanceUntilAsync(call);
        ToolCallFailed failed = Assert.IsType<ToolCallFailed>(await call);
        Assert.Equal(ToolFailure.HandlerFailed, failed.Failure);
        Assert.IsType<IOException>(failed.Exception);
    }
}
