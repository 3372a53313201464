namespace EdgeAgent.Agents.Audit;

/// <summary>How a call ended.</summary>
public enum ToolAuditOutcome
{
    /// <summary>The handler gave a result.</summary>
    Succeeded,

    /// <summary>The tool's fallback gave a result; <see cref="ToolAuditRecord.Failure"/> says for what.</summary>
    FellBack,

    /// <summary>No result; <see cref="ToolAuditRecord.Failure"/> says why.</summary>
    Failed,

    /// <summary>A dry run: it would have run.</summary>
    DryRun,
}
