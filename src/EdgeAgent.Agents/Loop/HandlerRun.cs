using System.Text.Json;
using EdgeAgent.Agents.Audit;
using EdgeAgent.Agents.Policies;
using EdgeAgent.Agents.Telemetry;
using EdgeAgent.Agents.Tools;
using Polly.Timeout;

namespace EdgeAgent.Agents.Loop;

/// <summary>The last part of a call's way: its tool's gate, the handler, and what stands in for it. Several may go on at a time.</summary>
internal sealed class HandlerRun(AgentSetup setup, TurnLimits limits, RoundJournal journal, AuditTrail trail)
{
    /// <summary>Runs a call that nothing is against any more, and reports how it ended. Throws nothing.</summary>
    public async Task RunAsync(DispatchedCall call)
    {
        using ToolCallTrace? trace = ToolCallTrace.Start(setup, call);
        HandlerPipeline pipeline = setup.Pipelines[call.Call.Name];
        ToolCallFinished finished = await EnterAsync(call, pipeline).ConfigureAwait(false);
        if (finished is ToolCallFailed failed && FallsBack(failed, call.Tool!))
            finished = await FallBackAsync(failed, pipeline).ConfigureAwait(false);
        trace?.Finished(finished);
        await journal.FinishAsync(call, finished).ConfigureAwait(false);
    }

    private async Task<ToolCallFinished> EnterAsync(DispatchedCall call, HandlerPipeline pipeline)
    {
        try
        {
            using GatePass pass = await pipeline.Gate.EnterAsync(limits.Token).ConfigureAwait(false);
            if (pass.Refusal is { } refusal) return call.Failed(refusal.Failure, refusal.Message);
            if (!await trail.StartedAsync(call).ConfigureAwait(false)) return call.Failed(ToolFailure.NotRecorded, ToolErrors.NotRecorded);
            return await InvokeAsync(call, pipeline, pass).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            return Explain(e, call); // while it waited for a place
        }
    }

    private async Task<ToolCallFinished> InvokeAsync(DispatchedCall call, HandlerPipeline pipeline, GatePass pass)
    {
        TimeProvider time = setup.Options.TimeProvider;
        call.Arguments!.Services = setup.Options.Services;
        long start = time.GetTimestamp();
        try
        {
            AgentLog.ToolCallStarted(setup.Log, call.Call.Name, call.Call.CallId);
            await journal.ShowAsync(new ToolCallStarted(call.Call)).ConfigureAwait(false);
            start = time.GetTimestamp();
            JsonElement result = await pipeline.RunAsync(call.Arguments, limits.Token).ConfigureAwait(false);
            pass.Verdict = CallVerdict.Worked;
            return new ToolCallSucceeded(call.Call, result, time.GetElapsedTime(start));
        }
#pragma warning disable CA1031 // A handler may throw anything; the caller gets it in the event, the model a safe sentence.
        catch (Exception e)
#pragma warning restore CA1031
        {
            ToolCallFailed failed = Explain(e, call) with { Elapsed = time.GetElapsedTime(start) };
            pass.Verdict = Judge(failed);
            pass.LeftBehind = (e as HandlerAbandonedException)?.Handler;
            return failed;
        }
    }

    private ToolCallFailed Explain(Exception e, DispatchedCall call)
    {
        bool abandoned = e is HandlerAbandonedException;
        bool timedOut = abandoned || e is TimeoutRejectedException || (e is OperationCanceledException && limits.TimeIsUp);
        bool cancelled = limits.Stopped.IsCancellationRequested && (timedOut || e is OperationCanceledException);
        bool speaks = e is ToolException || call.Tool!.Options.ExposeExceptionMessage;
        ToolCallFailed failed =
            cancelled ? call.Failed(ToolFailure.Cancelled, ToolErrors.Cancelled)
            : timedOut ? call.Failed(ToolFailure.TimedOut, ToolErrors.TimedOut)
            : call.Failed(ToolFailure.HandlerFailed, speaks ? e.Message : ToolErrors.HandlerFailed);
        return failed with { Exception = e, HandlerAbandoned = abandoned };
    }

    /// <summary>What a failure says about the handler: nothing when it was the turn that ended.</summary>
    private CallVerdict Judge(ToolCallFailed failed) =>
        failed.Exception is ToolException ? CallVerdict.Worked
        : limits.Token.IsCancellationRequested ? CallVerdict.Unknown
        : CallVerdict.Failed;

    private bool FallsBack(ToolCallFailed failed, AgentTool tool) =>
        tool.Options.Fallback is not null && failed.Exception is not ToolException && !limits.Token.IsCancellationRequested
        && failed.Failure is ToolFailure.HandlerFailed or ToolFailure.TimedOut or ToolFailure.CircuitOpen or ToolFailure.Busy
            or ToolFailure.RateLimited;

    private async Task<ToolCallFinished> FallBackAsync(ToolCallFailed failed, HandlerPipeline pipeline)
    {
        try
        {
            JsonElement result = await pipeline.FallBackAsync(failed, limits.Token).ConfigureAwait(false);
            return new ToolCallSucceeded(failed.Call, result, failed.Elapsed) { FallbackFor = failed };
        }
#pragma warning disable CA1031 // The application's code, which may throw anything; the handler's own failure says more than this one.
        catch (Exception e)
#pragma warning restore CA1031
        {
            AgentLog.FallbackFailed(setup.Log, failed.Call.Name, failed.Call.CallId, e.GetType().Name);
            return failed;
        }
    }
}
