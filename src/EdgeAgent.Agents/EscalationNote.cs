namespace EdgeAgent.Agents;

/// <summary>What became of a doubt or of a request beyond the local model: the entry <see cref="Key"/> of a response's additional
/// properties, so of <see cref="ModelCallFinished"/>.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Outcome">What happened.</param>
/// <param name="MessagesSent">Messages that left for the other client; 0 when none did.</param>
/// <param name="Confidence">The lowest confidence among the calls, where that was the reason.</param>
public sealed record EscalationNote(EscalationReason Reason, EscalationOutcome Outcome, int MessagesSent, CallConfidence? Confidence)
{
    /// <summary>The name of the entry.</summary>
    public const string Key = "edgeagent.escalation";
}
