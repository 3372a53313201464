using System.Text.Json.Nodes;
using EdgeAgent.Agents.Audit;
using EdgeAgent.Agents.Telemetry;
using EdgeAgent.Agents.Tools;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Loop;

/// <summary>Dispatches the open calls of a conversation, in their order, each on its own: check, consent, handler.</summary>
/// <remarks>
/// What happens to one call never depends on its neighbours, apart from the turn's limits (U21). Checks and questions come one after the
/// other; handlers of tools that allow it run side by side, and a call of any other tool waits for those before it. The calls run in a
/// task beside the reader of the events, which alone touches the conversation.
/// </remarks>
internal sealed class ToolRound
{
    private readonly AgentSetup _setup;
    private readonly AgentConversation _conversation;
    private readonly TurnLimits _limits;
    private readonly IReadOnlyList<AgentTool> _offered;
    private readonly bool _dryRun;
    private readonly RoundJournal _journal;
    private readonly CallCheck _check;
    private readonly CallConsent _consent;
    private readonly HandlerRun _handlers;

    public ToolRound(
        AgentSetup setup, AgentConversation conversation, AgentTurnOptions options, TurnLimits limits, AuditTrail trail,
        IReadOnlyList<AgentTool> offered, IReadOnlyDictionary<string, ToolApprovalResponseContent> answers)
    {
        (_setup, _conversation, _limits, _offered) = (setup, conversation, limits, offered);
        _dryRun = setup.Options.DryRun || options.DryRun;
        _journal = new(setup, limits, trail);
        _check = new(limits, setup.Options.RiskPolicy, offered);
        _consent = new(setup, limits, _check, _journal, trail, answers);
        _handlers = new(setup, limits, _journal, trail);
    }

    /// <summary>Why the turn ends after this round; null when the model goes on.</summary>
    public StopReason? Stop => Pending.Count > 0 ? StopReason.ApprovalPending : _check.Stop;

    /// <summary>Calls that wait for approval.</summary>
    public IReadOnlyList<ApprovalRequest> Pending => _consent.Pending;

    public async IAsyncEnumerable<AgentEvent> RunAsync()
    {
        IReadOnlyList<FunctionCallContent> open = _conversation.OpenCalls;
        if (open.Count == 0) yield break;
        Task dispatching = DispatchAsync(open);
        bool whole = false;
        try
        {
            await foreach (JournalEntry entry in _journal.Entries.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            {
                Keep(entry.Event);
                yield return entry.Event;
                entry.Seen?.TrySetResult();
            }
            await dispatching.ConfigureAwait(false); // what the approver threw, or that the turn was cancelled
            whole = true;
        }
        finally
        {
            if (!whole) await LeaveAsync(dispatching).ConfigureAwait(false);
        }
    }

    private async Task DispatchAsync(IReadOnlyList<FunctionCallContent> open)
    {
        List<Task> running = [];
        try
        {
            foreach (FunctionCallContent content in open)
            {
                DispatchedCall call = new(content, _offered);
                if (!call.MayRunBeside) await Task.WhenAll(running).ConfigureAwait(false);
                _limits.Stopped.ThrowIfCancellationRequested();
                AgentLog.ToolCallContent(_setup.Log, call.Call);
                if (!await MayRunAsync(call).ConfigureAwait(false)) continue;
                Task run = _handlers.RunAsync(call);
                running.Add(run);
                if (!call.MayRunBeside) await run.ConfigureAwait(false);
            }
        }
        finally
        {
            await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _journal.Close();
        }
        await Task.WhenAll(running).ConfigureAwait(false);
    }

    private async ValueTask<bool> MayRunAsync(DispatchedCall call)
    {
        ToolCallFinished? end = _check.Refuse(call);
        if (end is null && _dryRun) end = new ToolCallDryRun(call.Call, call.Approval!.Value);
        if (end is null) return await _consent.GetAsync(call).ConfigureAwait(false);
        await _journal.FinishAsync(call, end).ConfigureAwait(false);
        return false;
    }

    /// <summary>The reader walked away, or the turn breaks off: ends what runs, and keeps what was done.</summary>
    private async Task LeaveAsync(Task dispatching)
    {
        await _limits.StopAsync().ConfigureAwait(false);
        await dispatching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (_journal.Entries.TryRead(out JournalEntry entry)) Keep(entry.Event);
    }

    /// <summary>Writes a result into the conversation.</summary>
    private void Keep(AgentEvent e)
    {
        if (e is not ToolCallFinished finished) return;
        (object result, Exception? exception) = finished switch
        {
            ToolCallSucceeded done => (ToolResults.ForModel(done.Result, _setup.Tools[done.Call.Name].Options.MaxResultLength), null),
            ToolCallDryRun => (ToolJson.ToElement(new JsonObject { ["dry_run"] = ToolErrors.DryRun }), null),
            ToolCallFailed failed => (ToolResults.Error(failed.Message), failed.Exception),
            _ => throw new InvalidOperationException($"No result is known for {finished}."),
        };
        _conversation.AddResult(new(finished.Call.CallId, result) { Exception = exception });
    }
}
