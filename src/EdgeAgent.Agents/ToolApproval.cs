namespace EdgeAgent.Agents;

/// <summary>What must happen before a tool's handler may run.</summary>
public enum ToolApproval
{
    /// <summary>Nothing: the handler runs as soon as the arguments are valid.</summary>
    Never,

    /// <summary>A person or a policy must approve this one call with these arguments; see <see cref="AgentOptions.Approver"/>.</summary>
    Ask,

    /// <summary>The handler never runs; the model is told that the function is not allowed.</summary>
    Deny,
}
