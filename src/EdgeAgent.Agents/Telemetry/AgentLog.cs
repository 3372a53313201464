using EdgeAgent.Agents.Audit;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Agents.Telemetry;

/// <summary>Every log line of this part. Event ids are stable; what users, models and handlers say stands at Trace alone.</summary>
internal static partial class AgentLog
{
    [LoggerMessage(6001, LogLevel.Debug, "Model call {Number} ended: {FinishReason}, {OutputTokens} tokens, {Milliseconds:F0} ms")]
    public static partial void ModelCallFinished(ILogger log, int number, string? finishReason, long outputTokens, double milliseconds);

    [LoggerMessage(6002, LogLevel.Debug, "Tool {Tool} starts (call {CallId})")]
    public static partial void ToolCallStarted(ILogger log, string tool, string callId);

    [LoggerMessage(6003, LogLevel.Debug, "Tool {Tool} ended after {Milliseconds:F0} ms (call {CallId})")]
    public static partial void ToolCallSucceeded(ILogger log, string tool, string callId, double milliseconds);

    [LoggerMessage(6004, LogLevel.Warning, "Tool call failed: {Failure} {ExceptionType} after {Milliseconds:F0} ms (call {CallId})")]
    public static partial void ToolCallFailed(ILogger log, ToolFailure failure, string? exceptionType, string callId, double milliseconds);

    [LoggerMessage(6005, LogLevel.Information, "Tool {Tool} needs approval (request {RequestId})")]
    public static partial void ApprovalRequested(ILogger log, string tool, string requestId);

    [LoggerMessage(6006, LogLevel.Debug, "Turn ended: {StopReason} after {ModelCalls} model calls, {ToolCalls} tool calls, {Milliseconds:F0} ms")]
    public static partial void TurnFinished(ILogger log, StopReason stopReason, int modelCalls, int toolCalls, double milliseconds);

    [LoggerMessage(6007, LogLevel.Warning, "Tool {Tool} ignored its cancellation and was left behind; it may still change something")]
    public static partial void HandlerAbandoned(ILogger log, string tool);

    [LoggerMessage(6008, LogLevel.Warning, "Tool {Tool}, which was left behind, has now ended: {Outcome}")]
    public static partial void AbandonedHandlerEnded(ILogger log, string tool, TaskStatus outcome);

    [LoggerMessage(6009, LogLevel.Trace, "Tool call {Call}")]
    public static partial void ToolCallContent(ILogger log, ToolCall call);

    [LoggerMessage(6010, LogLevel.Trace, "Tool call {CallId} gave {Result}")]
    public static partial void ToolCallResult(ILogger log, string callId, string result);

    [LoggerMessage(6011, LogLevel.Trace, "Tool call {CallId}: the exception")]
    public static partial void ToolCallException(ILogger log, string callId, Exception exception);

    [LoggerMessage(6021, LogLevel.Information,
        "The context is full: {DroppedTurns} old turns left out, {ShortenedResults} tool results shortened, {Tokens} of {ContextLength} tokens")]
    public static partial void ContextTrimmed(ILogger log, int droppedTurns, int shortenedResults, int tokens, int? contextLength);

    [LoggerMessage(6022, LogLevel.Debug, "{Shown} of {Offered} tools are shown to the model, about {Tokens} tokens")]
    public static partial void ToolsSelected(ILogger log, int shown, int offered, int tokens);

    [LoggerMessage(6040, LogLevel.Information, "Tool {Tool} gave no result, its fallback did (call {CallId})")]
    public static partial void FallbackAnswered(ILogger log, string tool, string callId);

    [LoggerMessage(6041, LogLevel.Warning, "The fallback of tool {Tool} failed: {ExceptionType} (call {CallId})")]
    public static partial void FallbackFailed(ILogger log, string tool, string callId, string exceptionType);

    [LoggerMessage(6042, LogLevel.Error, "Step {Step} of call {CallId} could not be written into the audit log")]
    public static partial void NotRecorded(ILogger log, ToolAuditStep step, string callId, Exception exception);

    [LoggerMessage(6043, LogLevel.Debug, "Dry run: tool {Tool} was not run (call {CallId})")]
    public static partial void DryRun(ILogger log, string tool, string callId);

    [LoggerMessage(6044, LogLevel.Warning, "Tool {Tool} keeps failing: its circuit breaker is open for {Seconds} s")]
    public static partial void CircuitOpened(ILogger log, string tool, double seconds);
}
