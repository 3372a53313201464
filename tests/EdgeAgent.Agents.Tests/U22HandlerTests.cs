using EdgeAgent.Testing;

namespace EdgeAgent.Agents.Tests;

/// <summary>U22: a handler that hangs or throws blocks nothing; only an idempotent one runs again. All on a clock that stands still.</summary>
public class U22HandlerTests
{
    /// <summary>Milliseconds after which a test that would wait for ever fails.</summary>
    private const int Hangs = 30_000;

    private static readonly ToolOptions Short = new() { Timeout = TimeSpan.FromMilliseconds(200) };
    private readonly FakeTimeProvider _clock = new();
    private readonly Counter _ran = new();

    [Fact(Timeout = Hangs)]
    public async Task U22_HandlerThatHangsAndIgnoresItsToken_IsLeftBehindWithin250Milliseconds()
    {
        TaskCompletionSource started = new(), never = new();
        AgentTool hang = Turn.Tool("hang", async (_, _) => { _ran.Add("hang"); started.SetResult(); await never.Task; return null; }, Short);
        AgentConversation conversation = new();
        Task<AgentTurnResult> turn = Run(conversation, hang, Turn.Calls("hang").Call("next"), Turn.Says("sorry"));

        await started.Task;
        await _clock.WaitForTimersAsync(2, Turn.Token); // the turn's and the handler's time-out
        _clock.Advance(TimeSpan.FromMilliseconds(200));
        await _clock.WaitForTimersAsync(2, Turn.Token); // the turn's and the grace after the time-out
        _clock.Advance(TimeSpan.FromMilliseconds(50));
        AgentTurnResult result = await turn;

        ToolCallFailed failed = Assert.IsType<ToolCallFailed>(result.ToolCalls[0]);
        Assert.Equal((ToolFailure.TimedOut, true), (failed.Failure, failed.HandlerAbandoned));
        Assert.InRange(failed.Elapsed.TotalMilliseconds, 200, 250);
        Assert.Equal(["hang", "next"], _ran.Ran);
        Assert.Equal(["""{"error":"timeout: the function did not answer in time"}""", """{"result":"next done"}"""], Turn.Results(conversation));
        Assert.Equal("sorry", result.Text);
        Turn.AssertValid(conversation);
        never.SetException(new InvalidOperationException("too late")); // nobody is told, nothing breaks
    }

    [Fact(Timeout = Hangs)]
    public async Task U22_HandlerThatHeedsItsToken_EndsAtTheTimeout()
    {
        AgentTool hang = Turn.Tool("hang", async (_, token) => { await Task.Delay(Timeout.Infinite, token); return null; }, Short);
        AgentConversation conversation = new();
        Task<AgentTurnResult> turn = Run(conversation, hang, Turn.Calls("hang"), Turn.Says("sorry"));
        await _clock.WaitForTimersAsync(2, Turn.Token);
        _clock.Advance(TimeSpan.FromMilliseconds(200));
        ToolCallFailed failed = Assert.IsType<ToolCallFailed>((await turn).ToolCalls[0]);
        Assert.Equal((ToolFailure.TimedOut, false, 200.0), (failed.Failure, failed.HandlerAbandoned, failed.Elapsed.TotalMilliseconds));
    }

    [Fact(Timeout = Hangs)]
    public async Task U22_HandlerThatBlocksItsThread_DoesNotBlockTheLoop()
    {
        TaskCompletionSource started = new();
        using ManualResetEventSlim gate = new();
        AgentTool block = Turn.Tool("hang", (_, _) => { started.SetResult(); gate.Wait(Turn.Token); return default; }, Short);
        AgentConversation conversation = new();
        Task<AgentTurnResult> turn = Run(conversation, block, Turn.Calls("hang"), Turn.Says("sorry"));
        await started.Task;
        await _clock.AdvanceUntilAsync(turn);
        Assert.True(Assert.IsType<ToolCallFailed>((await turn).ToolCalls[0]).HandlerAbandoned);
        gate.Set();
    }

    [Theory(Timeout = Hangs)]
    [InlineData(false, 1)]
    [InlineData(true, 3)]
    public async Task U22_HandlerThatThrows_RunsAgainOnlyWhenIdempotent(bool idempotent, int runs)
    {
        AgentTool boom = Turn.Tool("hang", (_, _) => { _ran.Add("hang"); throw new IOException(); }, new ToolOptions { Idempotent = idempotent });
        Task<AgentTurnResult> turn = Run(new(), boom, Turn.Calls("hang"), Turn.Says("sorry"));
        await _clock.AdvanceUntilAsync(turn);
        Assert.Equal(runs, _ran.Of("hang"));
        Assert.IsType<IOException>(Assert.IsType<ToolCallFailed>((await turn).ToolCalls[0]).Exception);
    }

    [Fact(Timeout = Hangs)]
    public async Task U22_IdempotentHandlerThatRecovers_GivesItsResult()
    {
        AgentTool flaky = Turn.Tool("hang", (_, _) =>
        {
            _ran.Add("hang");
            return _ran.Of("hang") < 3 ? throw new IOException() : ValueTask.FromResult<object?>(42);
        }, new ToolOptions { Idempotent = true });
        AgentConversation conversation = new();
        Task<AgentTurnResult> turn = Run(conversation, flaky, Turn.Calls("hang"), Turn.Says("ok"));
        await _clock.AdvanceUntilAsync(turn);
        Assert.Equal("""{"result":42}""", Assert.Single(Turn.Results(conversation)));
    }

    [Fact(Timeout = Hangs)]
    public async Task U22_IdempotentHandlerTimesOutOnce_RunsAgain()
    {
        AgentTool slow = Turn.Tool("hang", async (_, token) =>
        {
            _ran.Add("hang");
            if (_ran.Of("hang") == 1) await Task.Delay(Timeout.Infinite, token);
            return "late";
        }, Short with { Idempotent = true });
        AgentConversation conversation = new();
        Task<AgentTurnResult> turn = Run(conversation, slow, Turn.Calls("hang"), Turn.Says("ok"));
        await _clock.AdvanceUntilAsync(turn);
        Assert.Equal("""{"result":"late"}""", Assert.Single(Turn.Results(conversation)));
    }

    [Theory(Timeout = Hangs)]
    [InlineData("answer")]
    [InlineData("abandoned")]
    public async Task U22_IdempotentHandlerThatAnsweredNoOrStillRuns_IsNotRunBesideItself(string how)
    {
        AgentTool tool = Turn.Tool("hang", async (_, _) =>
        {
            _ran.Add("hang");
            if (how == "answer") throw new ToolException("no such room");
            await new TaskCompletionSource().Task;
            return null;
        }, Short with { Idempotent = true });
        Task<AgentTurnResult> turn = Run(new(), tool, Turn.Calls("hang"), Turn.Says("sorry"));
        await _clock.AdvanceUntilAsync(turn);
        Assert.Equal(1, _ran.Of("hang"));
    }

    private Task<AgentTurnResult> Run(AgentConversation conversation, AgentTool tool, params ScriptedAnswer[] answers) =>
        new Agent(new ScriptedChatClient(answers), new AgentOptions { Tools = [tool, Turn.Counting("next", _ran)], TimeProvider = _clock })
            .RunAsync(conversation, "go", null, Turn.Token);
}
