namespace EdgeAgent.Agents;

/// <summary>What became of a doubt or of a request beyond the local model.</summary>
public enum EscalationOutcome
{
    /// <summary>The doubted calls wait for approval.</summary>
    AskedUser,

    /// <summary>The doubted calls were dropped.</summary>
    Abstained,

    /// <summary>The other client answered.</summary>
    Escalated,

    /// <summary>Nothing was allowed to leave: doubted calls wait for approval, anything else the local model answered.</summary>
    NotAllowed,
}
