namespace EdgeAgent.Agents;

/// <summary>Why an agent turn ended.</summary>
public enum StopReason
{
    /// <summary>The model gave its final answer.</summary>
    Completed,

    /// <summary>Calls wait for approval and there is no approver: see <see cref="AgentTurnResult.PendingApprovals"/>.</summary>
    ApprovalPending,

    /// <summary>A model call was cut at its token limit. A tool call in it was not run, not even one that looked whole.</summary>
    Length,

    /// <summary>The client's content filter ended the answer.</summary>
    ContentFilter,

    /// <summary><see cref="AgentTurnOptions.MaxModelCalls"/> was reached.</summary>
    MaxModelCalls,

    /// <summary><see cref="AgentTurnOptions.MaxToolCalls"/> was reached.</summary>
    MaxToolCalls,

    /// <summary><see cref="AgentTurnOptions.MaxCallsPerTool"/> was reached.</summary>
    MaxCallsPerTool,

    /// <summary>The same call with the same arguments came again after <see cref="AgentTurnOptions.MaxIdenticalCalls"/> times.</summary>
    RepeatedCall,

    /// <summary><see cref="AgentTurnOptions.MaxOutputTokens"/> was used up.</summary>
    MaxOutputTokens,

    /// <summary><see cref="AgentTurnOptions.MaxDuration"/> passed.</summary>
    MaxDuration,
}
