using EdgeAgent.Agents.Audit;
using EdgeAgent.Agents.Policies;
using EdgeAgent.Agents.Telemetry;
using EdgeAgent.Agents.Tools;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Loop;

/// <summary>Gets the approval of a call: from the answers a resumed turn brings, else from the approver; else the call waits.</summary>
internal sealed class CallConsent(
    AgentSetup setup, TurnLimits limits, CallCheck check, RoundJournal journal, AuditTrail trail,
    IReadOnlyDictionary<string, ToolApprovalResponseContent> answers)
{
    private readonly List<ApprovalRequest> _pending = [];

    /// <summary>Calls that wait for approval.</summary>
    public IReadOnlyList<ApprovalRequest> Pending => _pending;

    /// <summary>True when the call may run; otherwise it has failed or waits.</summary>
    public async ValueTask<bool> GetAsync(DispatchedCall call)
    {
        if (call.Approval == ToolApproval.Never) return true;
        AgentTool tool = call.Tool!;
        ApprovalRequest request = Approvals.Request(call.Call, tool);
        if (!answers.TryGetValue(request.RequestId, out ToolApprovalResponseContent? answer))
        {
            if (!await trail.AskedAsync(call).ConfigureAwait(false))
            {
                await journal.FinishAsync(call, call.Failed(ToolFailure.NotRecorded, ToolErrors.NotRecorded)).ConfigureAwait(false);
                return false;
            }
            AgentLog.ApprovalRequested(setup.Log, tool.Name, request.RequestId);
            await journal.ShowAsync(new ApprovalRequested(request)).ConfigureAwait(false);
            if (setup.Options.Approver is null)
            {
                _pending.Add(request);
                return false;
            }
            answer = await AskAsync(request).ConfigureAwait(false);
        }
        call.Answer = answer;
        if (answer is { Approved: true }) return true;
        await journal.FinishAsync(call, NotApproved(call, answer)).ConfigureAwait(false);
        return false;
    }

    /// <summary>Asks the approver; null when the turn's time is up before it answers.</summary>
    private async ValueTask<ToolApprovalResponseContent?> AskAsync(ApprovalRequest request)
    {
        try
        {
            // Not every approver watches its token: a person may be away, and the turn still ends in time.
            ToolApprovalResponseContent answer = await setup.Options.Approver!(request, limits.Token).AsTask()
                .WaitAsync(limits.Token).ConfigureAwait(false);
            Approvals.Verify(answer, request);
            return answer;
        }
        catch (OperationCanceledException) when (limits.TimeIsUp)
        {
            return null;
        }
    }

    private ToolCallFailed NotApproved(DispatchedCall call, ToolApprovalResponseContent? answer) =>
        answer is null ? check.Reached(StopReason.MaxDuration, call)
        : call.Failed(ToolFailure.Denied, string.IsNullOrWhiteSpace(answer.Reason) ? ToolErrors.NotApproved : answer.Reason);
}
