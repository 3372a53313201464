using System.Text.Json;

namespace EdgeAgent.Agents;

/// <summary>What became of a call that <see cref="ToolDispatcher"/> ran.</summary>
/// <param name="Outcome">How it ended, as a turn reports it: <see cref="ToolCallSucceeded"/> with the whole result, or
/// <see cref="ToolCallFailed"/>.</param>
/// <param name="Reply">What a model reads of it: always a JSON object, no longer than the tool allows; <c>{"error": …}</c> after a
/// failure.</param>
public sealed record ToolDispatchResult(ToolCallFinished Outcome, JsonElement Reply);
