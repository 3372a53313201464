using System.Text.Json;
using EdgeAgent.Agents.Audit;
using EdgeAgent.Testing;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Tests.Audit;

/// <summary>Every call is recorded: before its handler starts and after it ended, however it ended; what cannot be recorded does not run.</summary>
public class AuditTrailTests
{
    private const int Hangs = 30_000;
    private readonly InMemoryToolAuditLog _log = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly Counter _ran = new();

    [Fact]
    public async Task RunAsync_EveryKindOfCall_IsRecordedOnceToItsEnd()
    {
        using ScriptedChatClient model = new(
            Turn.Calls("good", """{"x": 1}""").Call("boom").Call("missing").Call("good", """{"x": "no"}""").Call("denied").Call("gated").Call("stale"),
            Turn.Says("ok"));
        AgentConversation conversation = new() { Id = "kitchen" };
        await Agent(model, (request, _) => ValueTask.FromResult(request.Deny("not at night"))).RunAsync(conversation, "go", null, Turn.Token);

        Assert.Equal(
            [
                "Started good Never", "Ended good Never Succeeded", "Started boom Never", "Ended boom Never Failed HandlerFailed IOException",
                "Ended missing - Failed UnknownTool", "Ended good - Failed InvalidArguments", "Ended denied Deny Failed Denied",
                "Asked gated Ask", "Ended gated Ask no:not at night Failed Denied",
                "Started stale Never", "Ended stale Never FellBack HandlerFailed IOException",
            ], Lines());
        Assert.All(_log.Records, r => Assert.Equal(("kitchen", _clock.GetUtcNow(), 1), (r.ConversationId, r.Time, r.Version)));
        Assert.Single(_log.Records.Select(r => r.TurnId).Distinct());
        Assert.All(_log.Records, r => Assert.Null(r.Arguments));
        Assert.Equal(7, _log.Records.Select(r => r.CallId).Distinct().Count());
    }

    [Fact]
    public async Task RunAsync_HandlerRuns_ItsStartIsRecordedBefore()
    {
        IReadOnlyList<ToolAuditRecord> before = [];
        AgentTool tool = Turn.Tool("a", (_, _) => { before = _log.Records; return default; });
        using ScriptedChatClient model = new(Turn.Calls("a", """{"x": 4711}"""), Turn.Says("ok"));
        await new Agent(model, new AgentOptions { Tools = [tool], AuditLog = _log, Audit = new() { IncludeArguments = true } })
            .RunAsync(new(), "go", null, Turn.Token);
        ToolAuditRecord started = Assert.Single(before);
        Assert.Equal((ToolAuditStep.Started, """{"x":4711}"""), (started.Step, started.Arguments!.Value.GetRawText()));
        Assert.Equal(started.ArgumentsDigest, _log.Records[1].ArgumentsDigest);
    }

    [Fact]
    public async Task RunAsync_LongArguments_AreLeftOutWhole()
    {
        using ScriptedChatClient model = new(Turn.Calls("good", """{"x": 123456}""").Call("good", """{"x": 1}"""), Turn.Says("ok"));
        Agent agent = Agent(model, null, new() { IncludeArguments = true, MaxArgumentsLength = 8 });
        await agent.RunAsync(new(), "go", null, Turn.Token);
        Assert.Equal([null, "1"], _log.Records.Where(r => r.Step == ToolAuditStep.Ended).Select(r => r.Arguments?.GetProperty("x").GetRawText()));
    }

    [Fact]
    public async Task ResumeAsync_InAnotherProcess_RecordsTheAnswerUnderTheSameCallAndDigest()
    {
        using ScriptedChatClient model = new(Turn.Calls("gated", """{"x": 7}"""), Turn.Says("ok"));
        AgentConversation conversation = new() { Id = "kitchen" };
        await Agent(model).RunAsync(conversation, "go", null, Turn.Token);
        AgentConversation restored = new(conversation.Messages) { Id = "kitchen" };
        Agent agent = Agent(model);
        ApprovalRequest request = agent.GetPendingApprovals(restored)[0];
        await agent.ResumeAsync(restored, [request.Approve()], null, Turn.Token);

        Assert.Equal(["Asked gated Ask", "Started gated Ask yes", "Ended gated Ask yes Succeeded"], Lines());
        Assert.Single(_log.Records.Select(r => (r.ConversationId, r.CallId, r.ArgumentsDigest)).Distinct());
        Assert.Equal(2, _log.Records.Select(r => r.TurnId).Distinct().Count());
        Assert.Equal(request.RequestId, $"{_log.Records[0].CallId}:{_log.Records[0].ArgumentsDigest}");
    }

    [Fact]
    public async Task RunAsync_UserSpeaksWhileACallIsPending_ItsEndIsRecorded()
    {
        using ScriptedChatClient model = new(Turn.Calls("gated"), Turn.Says("fine"));
        AgentConversation conversation = new();
        Agent agent = Agent(model);
        await agent.RunAsync(conversation, "go", null, Turn.Token);
        await agent.RunAsync(conversation, "never mind", null, Turn.Token);
        Assert.Equal(["Asked gated Ask", "Ended gated - Failed Denied"], Lines());
    }

    [Fact]
    public async Task RunStreamingAsync_ReaderWalksAwayAtEachEvent_EveryCallHasOneEndAndNoStartIsLeftOpen()
    {
        for (int at = 0; at < 12; at++)
        {
            InMemoryToolAuditLog log = new();
            using ScriptedChatClient model = new(Turn.Calls("good").Call("gated").Call("missing").Call("boom"), Turn.Says("ok"));
            AgentConversation conversation = new();
            Agent agent = Agent(model, (request, _) => ValueTask.FromResult(request.Approve()), log: log);
            int seen = 0;
            await foreach (AgentEvent e in agent.RunStreamingAsync(conversation, "go", null, Turn.Token))
                if (seen++ == at) break;
            string[] calls = [.. conversation.Messages.SelectMany(m => m.Contents.OfType<FunctionCallContent>()).Select(c => c.CallId)];
            Assert.Equal(calls.Order(), log.Records.Where(r => r.Step == ToolAuditStep.Ended).Select(r => r.CallId).Order());
            Assert.Empty(log.Records.Where(r => r.Step == ToolAuditStep.Started).Select(r => r.CallId)
                .Except(log.Records.Where(r => r.Step == ToolAuditStep.Ended).Select(r => r.CallId)));
        }
    }

    [Fact]
    public async Task RunAsync_DryRun_IsRecordedAsOne()
    {
        using ScriptedChatClient model = new(Turn.Calls("gated"), Turn.Says("ok"));
        await Agent(model).RunAsync(new(), "go", new AgentTurnOptions { DryRun = true }, Turn.Token);
        Assert.Equal(["Ended gated Ask DryRun"], Lines());
    }

    [Fact(Timeout = Hangs)]
    public async Task RunAsync_HandlerLeftBehind_SaysSoWithItsTime()
    {
        TaskCompletionSource never = new();
        AgentTool hang = Turn.Tool("hang", async (_, _) => { await never.Task; return null; }, new ToolOptions { Timeout = TimeSpan.FromSeconds(1) });
        using ScriptedChatClient model = new(Turn.Calls("hang"), Turn.Says("ok"));
        Task<AgentTurnResult> turn = new Agent(model, new AgentOptions { Tools = [hang], AuditLog = _log, TimeProvider = _clock })
            .RunAsync(new(), "go", null, Turn.Token);
        await _clock.AdvanceUntilAsync(turn);
        ToolAuditRecord ended = _log.Records[^1];
        Assert.Equal((ToolFailure.TimedOut, true), (ended.Failure, ended.HandlerAbandoned));
        Assert.InRange(ended.Duration!.Value.TotalSeconds, 1, 1.1);
        never.SetResult();
    }

    public static TheoryData<string, bool> Broken => new() { { "throws", true }, { "hangs", true }, { "throws", false } };

    [Theory(Timeout = Hangs), MemberData(nameof(Broken))]
    public async Task RunAsync_LogCannotBeWritten_OnlyReadingCallsRunUnlessTheOptionsAllowOthers(string how, bool closed)
    {
        using ScriptedChatClient model = new(Turn.Calls("look").Call("good").Call("gated"), Turn.Says("ok"));
        AgentConversation conversation = new();
        bool asked = false;
        Agent agent = Agent(model, (request, _) => { asked = true; return ValueTask.FromResult(request.Approve()); },
            new() { RunUnrecorded = !closed }, new BrokenLog(how));
        Task<AgentTurnResult> turn = agent.RunAsync(conversation, "go", null, Turn.Token);
        await _clock.AdvanceUntilAsync(turn, TimeSpan.FromSeconds(1));
        Assert.Equal(closed ? ["look"] : ["look", "good", "gated"], _ran.Ran);
        Assert.Equal(!closed, asked);
        Assert.Equal(
            closed ? [ToolFailure.NotRecorded, ToolFailure.NotRecorded] : [],
            (await turn).ToolCalls.OfType<ToolCallFailed>().Select(f => f.Failure));
        if (closed) Assert.Equal("""{"error":"not run: calls cannot be recorded now"}""", Turn.Results(conversation)[1]);
        Assert.Equal(0, agent.RunningHandlers);
        Turn.AssertValid(conversation);
    }

    [Fact]
    public async Task RunAsync_NamesFromTheModelAndReasons_AreCut()
    {
        using ScriptedChatClient model = new(Turn.Calls(new string('x', 100_000)).Call("gated"), Turn.Says("ok"));
        await Agent(model, (request, _) => ValueTask.FromResult(request.Deny(new string('y', 100_000)))).RunAsync(new(), "go", null, Turn.Token);
        Assert.Equal((128, 256), (_log.Records[0].Tool.Length, _log.Records[^1].Reason!.Length));
    }

    [Fact]
    public void Id_EmptyOrLong_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new AgentConversation { Id = "" });
        Assert.Throws<ArgumentException>(() => new AgentConversation { Id = new string('x', 129) });
        Assert.NotEqual(new AgentConversation().Id, new AgentConversation().Id);
    }

    private Agent Agent(
        ScriptedChatClient model, Func<ApprovalRequest, CancellationToken, ValueTask<ToolApprovalResponseContent>>? approver = null,
        ToolAuditOptions? audit = null, IToolAuditLog? log = null) => new(model, new AgentOptions
        {
            Tools =
            [
                Turn.Counting("good", _ran), Turn.Counting("look", _ran, new ToolOptions { Risk = ToolRisk.ReadOnly }),
                Turn.Tool("boom", (_, _) => throw new IOException("secret")),
                Turn.Tool("stale", (_, _) => throw new IOException("secret"), new ToolOptions().WithFallback(1)),
                Turn.Counting("denied", _ran, new ToolOptions { Approval = ToolApproval.Deny }),
                Turn.Counting("gated", _ran, new ToolOptions { Approval = ToolApproval.Ask }),
            ],
            Approver = approver,
            AuditLog = log ?? _log,
            Audit = audit ?? new(),
            TimeProvider = _clock,
        });

    private string[] Lines() => [.. _log.Records.Select(r => string.Join(' ', ((string?[])
        [
            r.Step.ToString(), r.Tool, r.Approval?.ToString() ?? "-", r.Approved is { } yes ? (yes ? "yes" : $"no:{r.Reason}") : null,
            r.Outcome?.ToString(), r.Failure?.ToString(), r.ExceptionType,
        ]).Where(s => s is not null)))];

    private sealed class BrokenLog(string how) : IToolAuditLog
    {
        public ValueTask WriteAsync(ToolAuditRecord record, CancellationToken cancellationToken = default) =>
            how == "throws" ? throw new IOException("disk full") : new(new TaskCompletionSource().Task);
    }
}
