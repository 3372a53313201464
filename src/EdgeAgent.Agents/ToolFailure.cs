namespace EdgeAgent.Agents;

/// <summary>Why a tool call gave no result.</summary>
public enum ToolFailure
{
    /// <summary>No tool of this turn has that name.</summary>
    UnknownTool,

    /// <summary>The arguments could not be read, or break the tool's schema.</summary>
    InvalidArguments,

    /// <summary>The approver said no, or the tool's policy is <see cref="ToolApproval.Deny"/>.</summary>
    Denied,

    /// <summary>A limit of the turn was reached before this call.</summary>
    LimitReached,

    /// <summary>The handler threw.</summary>
    HandlerFailed,

    /// <summary>The handler did not end within its time-out, or within what was left of the turn.</summary>
    TimedOut,

    /// <summary>The caller cancelled the turn while the call waited or ran.</summary>
    Cancelled,

    /// <summary>The tool's circuit breaker is open: it failed <see cref="ToolOptions.BreakAfterFailures"/> times in a row.</summary>
    CircuitOpen,

    /// <summary>No place became free: <see cref="ToolOptions.MaxConcurrency"/> runs of the tool went on.</summary>
    Busy,

    /// <summary>The tool was called more often than <see cref="ToolOptions.RateLimit"/> allows.</summary>
    RateLimited,

    /// <summary>The call could not be written into the audit log, and its tool may change something; see
    /// <see cref="Audit.ToolAuditOptions.RunUnrecorded"/>.</summary>
    NotRecorded,
}
