using EdgeAgent.Agents.Escalation;
using EdgeAgent.Agents.Tools;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Agents.Loop;

/// <summary>Everything that can be said against a call before anyone is asked: limits, tool, arguments, policy.</summary>
internal sealed class CallCheck(TurnLimits limits, ToolRiskPolicy risks, IReadOnlyList<AgentTool> offered)
{
    /// <summary>The limit that was reached first; the turn ends with it.</summary>
    public StopReason? Stop { get; private set; }

    /// <summary>Why the call fails; null when nothing is against it, and its arguments are bound then.</summary>
    public ToolCallFailed? Refuse(DispatchedCall call)
    {
        if (limits.NextToolCall(call.Call.Name, call.Digest) is { } limit) return Reached(limit, call);
        if (call.Tool is not { } tool) return call.Failed(ToolFailure.UnknownTool, ToolErrors.Unknown(call.Call.Name, offered));
        if (call.Unreadable is { } unreadable) return call.Failed(ToolFailure.InvalidArguments, unreadable);

        ValidationResult arguments = tool.Validator.Validate(call.Call.Arguments);
        if (!arguments.IsValid) return call.Failed(ToolFailure.InvalidArguments, ToolErrors.Invalid(arguments));
        call.Arguments = tool.Binder.Bind(call.Call.Arguments, out string? unfit);
        if (unfit is not null) return call.Failed(ToolFailure.InvalidArguments, ToolErrors.Invalid(unfit));
        call.Approval = Doubts.Approval(call.Content, risks.For(tool.Options));
        return call.Approval == ToolApproval.Deny ? call.Failed(ToolFailure.Denied, ToolErrors.NotAllowed) : null;
    }

    /// <summary>Fails a call by a limit, which ends the turn.</summary>
    public ToolCallFailed Reached(StopReason limit, DispatchedCall call)
    {
        Stop ??= limit;
        return call.Failed(ToolFailure.LimitReached, ToolErrors.Limit(limit));
    }
}
