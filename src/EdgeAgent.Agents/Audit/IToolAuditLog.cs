namespace EdgeAgent.Agents.Audit;

/// <summary>Where an agent records every tool call: what was decided, before its handler starts, and how it ended.</summary>
/// <remarks>
/// Must be thread-safe: turns and parallel calls write at the same time. What it throws is logged and never ends a turn, but a call that
/// may change something does not run when its start could not be recorded (<see cref="ToolAuditOptions.RunUnrecorded"/>).
/// </remarks>
public interface IToolAuditLog
{
    /// <summary>Records one step. When it returns, the record outlives the process.</summary>
    /// <param name="record">What happened.</param>
    /// <param name="cancellationToken">Fires after 5 seconds: the agent takes the record as not written then.</param>
    ValueTask WriteAsync(ToolAuditRecord record, CancellationToken cancellationToken = default);
}
