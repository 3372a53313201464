using System.Diagnostics;
using EdgeAgent.Agents.Loop;

namespace EdgeAgent.Agents.Telemetry;

/// <summary>One tool call as listeners see it: the span <c>execute_tool</c> and its time, where a handler was to run; for every call how it
/// ended.</summary>
/// <remarks>Only names of tools that exist are told: of another name the model may have written anything.</remarks>
internal sealed class ToolCallTrace : IDisposable
{
    private readonly AgentSetup _setup;
    private readonly string _tool;
    private readonly Activity? _span;
    private readonly long _start;
    private bool _ended;

    private ToolCallTrace(AgentSetup setup, DispatchedCall call)
    {
        (_setup, _tool, _start) = (setup, call.Tool!.Name, setup.Options.TimeProvider.GetTimestamp());
        if (!Instruments.Source.HasListeners()) return;
        _span = Instruments.Source.StartActivity($"{GenAiNames.ExecuteTool} {_tool}", ActivityKind.Internal, default(ActivityContext), new TagList
        {
            { GenAiNames.OperationName, GenAiNames.ExecuteTool }, { GenAiNames.ToolName, _tool }, { GenAiNames.ToolType, GenAiNames.Function },
        });
        if (_span is not { IsAllDataRequested: true } span) return;
        span.SetTag(GenAiNames.ToolCallId, call.Call.CallId);
        if (call.Tool.Description.Length > 0) span.SetTag(GenAiNames.ToolDescription, call.Tool.Description);
        if (setup.CapturesContent) span.SetTag(GenAiNames.ToolCallArguments, MessageJson.Write(call.Call.Arguments));
    }

    /// <summary>Begins the run of a handler; null where nobody listens. The span is current until the end, so what the handler starts is its
    /// part.</summary>
    /// <param name="setup">The agent's.</param>
    /// <param name="call">A call of a tool that exists.</param>
    public static ToolCallTrace? Start(AgentSetup setup, DispatchedCall call) => Instruments.ToolCallsAreWatched ? new(setup, call) : null;

    /// <summary>Counts a call that is over; one that no handler was asked for is an event of what it happened in.</summary>
    /// <param name="call">The call.</param>
    /// <param name="finished">How it ended.</param>
    public static void Count(DispatchedCall call, ToolCallFinished finished)
    {
        Activity? turn = Activity.Current is { IsAllDataRequested: true } current && current.Source == Instruments.Source ? current : null;
        bool refused = turn is not null && finished is ToolCallFailed { Failure: var why } && IsRefusal(why);
        if (!refused && !Instruments.ToolCalls.Enabled) return;
        string outcome = Outcome(finished);
        TagList tags = new() { { OwnNames.ToolOutcome, outcome } };
        if (call.Tool is { } tool) tags.Add(GenAiNames.ToolName, tool.Name);
        Instruments.ToolCalls.Add(1, tags);
        if (refused) turn!.AddEvent(new(OwnNames.ToolCallRefused, tags: new(tags) { { GenAiNames.ToolCallId, call.Call.CallId } }));
    }

    /// <summary>The run is over.</summary>
    public void Finished(ToolCallFinished finished)
    {
        if (_span is { IsAllDataRequested: true } span) Describe(span, finished);
        End(finished is ToolCallFailed failed ? SpanErrors.Of(failed) : null);
    }

    public void Dispose() => End(SpanErrors.Cancelled); // unless it has ended

    private void End(string? error)
    {
        if (_ended) return;
        _ended = true;
        TagList tags = new() { { GenAiNames.ToolName, _tool }, { GenAiNames.ToolType, GenAiNames.Function } };
        if (_setup.Options.Name is { } agent) tags.Add(GenAiNames.AgentName, agent);
        if (error is not null) tags.Add(GenAiNames.ErrorType, error);
        Instruments.ExecuteToolDuration.Record(_setup.Options.TimeProvider.GetElapsedTime(_start).TotalSeconds, tags);
        SpanErrors.Mark(_span, error);
        _span?.Dispose();
    }

    private void Describe(Activity span, ToolCallFinished finished)
    {
        span.SetTag(OwnNames.ToolOutcome, Outcome(finished));
        if (finished is ToolCallFailed { HandlerAbandoned: true }) span.SetTag(OwnNames.HandlerAbandoned, true);
        if (_setup.CapturesContent && finished is ToolCallSucceeded done) span.SetTag(GenAiNames.ToolCallResult, MessageJson.Write(done.Result));
    }

    private static string Outcome(ToolCallFinished finished) => finished switch
    {
        ToolCallSucceeded { FallbackFor: null } => "succeeded",
        ToolCallSucceeded => "fell_back",
        ToolCallDryRun => "dry_run",
        ToolCallFailed failed => SpanErrors.Word(failed.Failure),
        _ => throw new InvalidOperationException($"No outcome is known for {finished}."),
    };

    private static bool IsRefusal(ToolFailure failure) =>
        failure is ToolFailure.UnknownTool or ToolFailure.InvalidArguments or ToolFailure.Denied or ToolFailure.LimitReached;
}
