namespace EdgeAgent.Agents.Loop;

/// <summary>An event on its way to the reader.</summary>
/// <param name="Event">The event.</param>
/// <param name="Seen">Set when the reader comes back for the next one; null where nobody waits for that.</param>
internal readonly record struct JournalEntry(AgentEvent Event, TaskCompletionSource? Seen);
