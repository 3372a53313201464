namespace EdgeAgent.Agents;

/// <summary>What happens to a tool call that the model was not sure of.</summary>
public enum DoubtAction
{
    /// <summary>The call waits for approval, as if its tool asked for it: the user sees the exact call.</summary>
    AskUser,

    /// <summary>The call is dropped and a sentence says that the request was not understood.</summary>
    Abstain,

    /// <summary>Another client answers the request instead, if what would be sent to it is allowed to leave.</summary>
    Escalate,
}
