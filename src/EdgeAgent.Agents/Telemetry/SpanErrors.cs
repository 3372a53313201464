using System.Diagnostics;
using System.Text.Json;

namespace EdgeAgent.Agents.Telemetry;

/// <summary>Values of <c>error.type</c>: few, and never what somebody said.</summary>
internal static class SpanErrors
{
    public const string Cancelled = "cancelled";
    public const string TimedOut = "timed_out";

    /// <summary>The type of an exception; its message may hold contents and stays out.</summary>
    public static string Of(Exception e) => e is OperationCanceledException ? Cancelled : e.GetType().FullName ?? e.GetType().Name;

    /// <summary>Why a call gave no result: of a handler that threw the exception's type.</summary>
    public static string Of(ToolCallFailed failed) =>
        failed is { Failure: ToolFailure.HandlerFailed, Exception: { } e } ? e.GetType().FullName ?? e.GetType().Name : Word(failed.Failure);

    /// <summary>A member of an enum as attributes spell it: <c>timed_out</c>.</summary>
    public static string Word<T>(T value) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>Marks a span; one that was cancelled was no mistake.</summary>
    public static void Mark(Activity? span, string? error)
    {
        if (span is null || error is null) return;
        span.SetTag(GenAiNames.ErrorType, error);
        if (error != Cancelled) span.SetStatus(ActivityStatusCode.Error);
    }
}
