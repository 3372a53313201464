namespace EdgeAgent.Agents.Telemetry;

/// <summary>What the conventions have no name for, under a prefix of our own. docs/telemetry.md says what each holds.</summary>
internal static class OwnNames
{
    // Attributes of a turn.
    public const string StopReason = "edgeagent.turn.stop_reason";
    public const string ModelCalls = "edgeagent.turn.model_calls";
    public const string ToolCalls = "edgeagent.turn.tool_calls";
    public const string ToolsSelected = "edgeagent.tools.selected";
    public const string ToolsOffered = "edgeagent.tools.offered";
    public const string DroppedTurns = "edgeagent.context.dropped_turns";
    public const string ShortenedResults = "edgeagent.context.shortened_results";

    // Attributes of a model call.
    public const string ForcedTokens = "edgeagent.forced_tokens";
    public const string ForcedTokenShare = "edgeagent.forced_token_share";
    public const string Confidence = "edgeagent.confidence";
    public const string Repairs = "edgeagent.repairs";
    public const string ExecutionProvider = "edgeagent.execution_provider";
    public const string EscalationReason = "edgeagent.escalation.reason";
    public const string EscalationOutcome = "edgeagent.escalation.outcome";

    // Attributes of a tool call.
    public const string ToolOutcome = "edgeagent.tool.outcome";
    public const string HandlerAbandoned = "edgeagent.tool.handler_abandoned";

    // The event of a tool call that no handler ran for.
    public const string ToolCallRefused = "edgeagent.tool_call.refused";

    // Metrics.
    public const string ToolCallCount = "edgeagent.tool_calls";
    public const string ForcedShareMetric = "edgeagent.client.forced_token_share";
    public const string CachedShareMetric = "edgeagent.client.cached_token_share";
}
