using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents;

/// <summary>Exactly what would be sent to the other client. Nothing of it has left yet.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Messages">The messages; changing the list or its messages changes nothing that is sent.</param>
/// <param name="Options">Tools, limits and the rest, as they would be sent.</param>
/// <param name="Confidence">The lowest confidence among the calls, for <see cref="EscalationReason.LowConfidence"/>.</param>
public sealed record EscalationRequest(
    EscalationReason Reason, IReadOnlyList<ChatMessage> Messages, ChatOptions? Options, CallConfidence? Confidence);
