using EdgeAgent.Agents.Telemetry;
using EdgeAgent.Agents.Tools;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Agents.Policies;

/// <summary>Which calls of one tool may start now: circuit breaker, places, rate. Thread-safe; all turns of an agent share it.</summary>
/// <remarks>Asked before a handler is said to start, so that a call kept back is never seen as one that ran.</remarks>
#pragma warning disable CA1001 // A semaphore holds nothing to free unless its wait handle is asked for; a gate lives as long as its agent.
internal sealed class ToolGate
#pragma warning restore CA1001
{
    private readonly string _tool;
    private readonly ToolOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CircuitBreaker _breaker;
    private readonly CallRate _rate;
    private readonly SemaphoreSlim _places;

    public ToolGate(AgentTool tool, TimeProvider time, ILogger log)
    {
        ToolOptions options = tool.Options;
        (_tool, _options, _time, _log) = (tool.Name, options, time, log);
        _breaker = new(options.BreakAfterFailures, options.BreakDuration, time);
        _rate = new(options.RateLimit, options.RatePeriod, time);
        _places = new(options.MaxConcurrency, options.MaxConcurrency);
    }

    /// <summary>Handlers that run, those left behind included.</summary>
    public int Running => _options.MaxConcurrency - _places.CurrentCount;

    /// <summary>Waits for a place; the pass says whether the call may start.</summary>
    /// <exception cref="OperationCanceledException">The token fired first.</exception>
    public async ValueTask<GatePass> EnterAsync(CancellationToken cancellationToken)
    {
        // Looked at twice: nobody waits for a place only to hear that the breaker was open all along.
        if (_breaker.Wait() is { } open) return Refused(ToolFailure.CircuitOpen, ToolErrors.CircuitOpen(open));
        if (!await FindPlaceAsync(cancellationToken).ConfigureAwait(false)) return Refused(ToolFailure.Busy, ToolErrors.Busy);
        if (_breaker.Enter(out bool probe) is { } opened)
        {
            _places.Release();
            return Refused(ToolFailure.CircuitOpen, ToolErrors.CircuitOpen(opened));
        }
        if (_rate.Take() is not { } wait) return new(this, probe);
        Leave(probe, CallVerdict.Unknown, Task.CompletedTask);
        return Refused(ToolFailure.RateLimited, ToolErrors.RateLimited(wait));
    }

    /// <summary>A call is over; its place is free when its handler has ended.</summary>
    public void Leave(bool probe, CallVerdict verdict, Task handler)
    {
        if (_breaker.Leave(probe, verdict)) AgentLog.CircuitOpened(_log, _tool, _options.BreakDuration.TotalSeconds);
        if (handler.IsCompleted) _places.Release();
        else _ = handler.ContinueWith(
            _ => _places.Release(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async ValueTask<bool> FindPlaceAsync(CancellationToken cancellationToken)
    {
        if (_places.Wait(0, CancellationToken.None)) return true;
        if (_options.MaxConcurrencyWait == TimeSpan.Zero) return false;
        using CancellationTokenSource enough = new(_options.MaxConcurrencyWait, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, enough.Token);
        try
        {
            await _places.WaitAsync(either.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private static GatePass Refused(ToolFailure failure, string message) => new(new GateRefusal(failure, message));
}
