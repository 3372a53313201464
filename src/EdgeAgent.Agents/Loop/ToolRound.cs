using System.Runtime.CompilerServices;
using System.Text.Json;
using EdgeAgent.Agents.Escalation;
using EdgeAgent.Agents.Policies;
using EdgeAgent.Agents.Telemetry;
using EdgeAgent.Agents.Tools;
using EdgeAgent.JsonSchema;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Polly.Timeout;

namespace EdgeAgent.Agents.Loop;

/// <summary>Dispatches the open calls of a conversation, one after the other, each on its own: limit, tool, arguments, approval,
/// handler.</summary>
/// <remarks>What happens to one call never depends on its neighbours, apart from the turn's limits: U21.</remarks>
internal sealed class ToolRound(
    AgentSetup setup, AgentConversation conversation, TurnLimits limits,
    IReadOnlyList<AgentTool> offered, IReadOnlyDictionary<string, ToolApprovalResponseContent> answers)
{
    private readonly List<ApprovalRequest> _pending = [];

    /// <summary>Why the turn ends after this round; null when the model goes on.</summary>
    public StopReason? Stop { get; private set; }

    /// <summary>Calls that wait for approval.</summary>
    public IReadOnlyList<ApprovalRequest> Pending => _pending;

    /// <param name="caller">The caller's token alone: once it fires no further call is looked at.</param>
    public async IAsyncEnumerable<AgentEvent> RunAsync([EnumeratorCancellation] CancellationToken caller)
    {
        foreach (FunctionCallContent content in conversation.OpenCalls)
        {
            caller.ThrowIfCancellationRequested();
            await foreach (AgentEvent e in DispatchAsync(content, caller).ConfigureAwait(false)) yield return e;
        }
        if (_pending.Count > 0) Stop = StopReason.ApprovalPending;
    }

    private async IAsyncEnumerable<AgentEvent> DispatchAsync(FunctionCallContent content, [EnumeratorCancellation] CancellationToken caller)
    {
        ToolCall call = ToolArguments.Read(content, out string? unreadable);
        AgentLog.ToolCallContent(setup.Log, call);
        if (Refuse(call, unreadable, out AgentTool? tool, out AIFunctionArguments? bound) is { } refusal)
        {
            yield return Record(refusal);
            yield break;
        }
        if (tool!.Options.Approval == ToolApproval.Ask || Doubts.IsMarked(content))
        {
            ApprovalRequest request = Approvals.Request(call, tool);
            if (!answers.TryGetValue(request.RequestId, out ToolApprovalResponseContent? answer))
            {
                AgentLog.ApprovalRequested(setup.Log, tool.Name, request.RequestId);
                yield return new ApprovalRequested(request);
                if (setup.Options.Approver is null)
                {
                    _pending.Add(request);
                    yield break;
                }
                answer = await AskAsync(request).ConfigureAwait(false);
            }
            if (answer is not { Approved: true })
            {
                yield return Record(NotApproved(call, answer));
                yield break;
            }
        }
        AgentLog.ToolCallStarted(setup.Log, tool.Name, call.CallId);
        yield return new ToolCallStarted(call);
        yield return await InvokeAsync(call, tool, bound!, caller).ConfigureAwait(false);
    }

    /// <summary>Everything that can be said against a call before anyone is asked: null when there is nothing.</summary>
    private ToolCallFailed? Refuse(ToolCall call, string? unreadable, out AgentTool? tool, out AIFunctionArguments? bound)
    {
        bound = null;
        tool = offered.FirstOrDefault(t => t.Name == call.Name);
        if (limits.NextToolCall(call.Name, ToolArguments.Digest(call.Name, call.Arguments)) is { } limit)
        {
            Stop ??= limit;
            return Failed(call, ToolFailure.LimitReached, ToolErrors.Limit(limit));
        }
        if (tool is null) return Failed(call, ToolFailure.UnknownTool, ToolErrors.Unknown(call.Name, offered));
        if (unreadable is not null) return Failed(call, ToolFailure.InvalidArguments, unreadable);

        ValidationResult checkedArguments = tool.Validator.Validate(call.Arguments);
        if (!checkedArguments.IsValid) return Failed(call, ToolFailure.InvalidArguments, ToolErrors.Invalid(checkedArguments));
        bound = tool.Binder.Bind(call.Arguments, out string? unfit);
        if (unfit is not null) return Failed(call, ToolFailure.InvalidArguments, ToolErrors.Invalid(unfit));
        return tool.Options.Approval == ToolApproval.Deny ? Failed(call, ToolFailure.Denied, ToolErrors.NotAllowed) : null;
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

    private ToolCallFailed NotApproved(ToolCall call, ToolApprovalResponseContent? answer)
    {
        if (answer is null)
        {
            Stop ??= StopReason.MaxDuration;
            return Failed(call, ToolFailure.LimitReached, ToolErrors.Limit(StopReason.MaxDuration));
        }
        return Failed(call, ToolFailure.Denied, string.IsNullOrWhiteSpace(answer.Reason) ? ToolErrors.NotApproved : answer.Reason);
    }

    private async Task<ToolCallFinished> InvokeAsync(ToolCall call, AgentTool tool, AIFunctionArguments bound, CancellationToken caller)
    {
        bound.Services = setup.Options.Services;
        long start = setup.Options.TimeProvider.GetTimestamp();
        JsonElement result;
        try
        {
            result = await setup.Pipelines[tool.Name].RunAsync(bound, limits.Token).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A handler may throw anything; the caller gets it in the event, the model a safe sentence.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Record(Explain(e, call, tool, caller) with { Elapsed = setup.Options.TimeProvider.GetElapsedTime(start) });
        }
        TimeSpan elapsed = setup.Options.TimeProvider.GetElapsedTime(start);
        conversation.AddResult(new(call.CallId, ToolResults.ForModel(result, tool.Options.MaxResultLength)));
        AgentLog.ToolCallSucceeded(setup.Log, tool.Name, call.CallId, elapsed.TotalMilliseconds);
        if (setup.Log.IsEnabled(LogLevel.Trace)) AgentLog.ToolCallResult(setup.Log, call.CallId, result.GetRawText());
        return new ToolCallSucceeded(call, result, elapsed);
    }

    private ToolCallFailed Explain(Exception e, ToolCall call, AgentTool tool, CancellationToken caller)
    {
        bool abandoned = e is HandlerAbandonedException;
        bool timedOut = abandoned || e is TimeoutRejectedException || (e is OperationCanceledException && limits.TimeIsUp);
        bool cancelled = caller.IsCancellationRequested && (timedOut || e is OperationCanceledException);
        bool speaks = e is ToolException || tool.Options.ExposeExceptionMessage;
        ToolCallFailed failed =
            cancelled ? Failed(call, ToolFailure.Cancelled, ToolErrors.Cancelled)
            : timedOut ? Failed(call, ToolFailure.TimedOut, ToolErrors.TimedOut)
            : Failed(call, ToolFailure.HandlerFailed, speaks ? e.Message : ToolErrors.HandlerFailed);
        return failed with { Exception = e, HandlerAbandoned = abandoned };
    }

    private static ToolCallFailed Failed(ToolCall call, ToolFailure failure, string message) =>
        new(call, failure, message, null, TimeSpan.Zero);

    /// <summary>Writes a failure into the conversation and the log.</summary>
    private ToolCallFailed Record(ToolCallFailed failed)
    {
        conversation.AddResult(new(failed.Call.CallId, ToolResults.Error(failed.Message)) { Exception = failed.Exception });
        string? thrown = failed.Exception?.GetType().Name;
        AgentLog.ToolCallFailed(setup.Log, failed.Failure, thrown, failed.Call.CallId, failed.Elapsed.TotalMilliseconds);
        if (failed.Exception is { } exception) AgentLog.ToolCallException(setup.Log, failed.Call.CallId, exception);
        return failed;
    }
}
