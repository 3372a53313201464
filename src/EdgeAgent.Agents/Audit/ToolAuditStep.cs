namespace EdgeAgent.Agents.Audit;

/// <summary>Where on its way a call was recorded.</summary>
public enum ToolAuditStep
{
    /// <summary>Someone is asked to approve it. It may come again when a conversation is resumed.</summary>
    Asked,

    /// <summary>Its handler is about to start. Without a later <see cref="Ended"/> the program ended while it ran.</summary>
    Started,

    /// <summary>It is over. Comes once for each call that the model made, whether a handler ran or not.</summary>
    Ended,
}
