using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Loop;

/// <summary>Counts what a turn uses and says when it is enough.</summary>
/// <remarks>The tokens may be used from any thread; the counts belong to whoever dispatches calls, one after the other.</remarks>
internal sealed class TurnLimits : IDisposable
{
    private readonly AgentTurnOptions _options;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly CancellationTokenSource _stopped;
    private readonly CancellationTokenSource _deadline;
    private readonly CancellationTokenSource _either;
    private readonly Dictionary<string, int> _callsPerTool = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _identicalCalls = new(StringComparer.Ordinal);

    public TurnLimits(AgentTurnOptions options, TimeProvider time, CancellationToken caller)
    {
        (_options, _time, _start) = (options, time, time.GetTimestamp());
        _stopped = CancellationTokenSource.CreateLinkedTokenSource(caller);
        _deadline = new(options.MaxDuration, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_stopped.Token, _deadline.Token);
    }

    /// <summary>Fires when the caller cancels or walks away: nothing more is looked at.</summary>
    public CancellationToken Stopped => _stopped.Token;

    /// <summary>Fires then and when the turn's time is up.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>The turn's time is up, and it is not the caller who ended it.</summary>
    public bool TimeIsUp => _deadline.IsCancellationRequested && !_stopped.IsCancellationRequested;

    public TimeSpan Elapsed => _time.GetElapsedTime(_start);

    public int ModelCalls { get; private set; }

    public int ToolCalls { get; private set; }

    public UsageDetails Usage { get; } = new();

    public int OutputTokens { get; private set; }

    public int OutputTokensLeft => _options.MaxOutputTokens - OutputTokens;

    /// <summary>Counts a model call about to be made, or says why there may be none.</summary>
    public StopReason? NextModelCall()
    {
        if (TimeIsUp) return StopReason.MaxDuration;
        if (ModelCalls >= _options.MaxModelCalls) return StopReason.MaxModelCalls;
        if (OutputTokensLeft <= 0) return StopReason.MaxOutputTokens;
        ModelCalls++;
        return null;
    }

    /// <summary>Adds what a model call used.</summary>
    /// <param name="usage">As the client counts; null when it does not.</param>
    /// <param name="estimate">Output tokens to take when the client does not say.</param>
    public void AddUsage(UsageDetails? usage, int estimate)
    {
        if (usage is not null) Usage.Add(usage);
        OutputTokens = (int)Math.Min(int.MaxValue, OutputTokens + Math.Max(0, usage?.OutputTokenCount ?? estimate));
    }

    /// <summary>Counts a tool call about to be dispatched, or says why it may not be.</summary>
    /// <param name="name">The tool as the model named it.</param>
    /// <param name="digest">Identity of the call with its arguments.</param>
    public StopReason? NextToolCall(string name, string digest)
    {
        if (TimeIsUp) return StopReason.MaxDuration;
        if (ToolCalls >= _options.MaxToolCalls) return StopReason.MaxToolCalls;
        ToolCalls++;
        if (Count(_identicalCalls, digest) > _options.MaxIdenticalCalls) return StopReason.RepeatedCall;
        if (Count(_callsPerTool, name) > _options.MaxCallsPerTool) return StopReason.MaxCallsPerTool;
        return null;
    }

    /// <summary>Nobody reads the turn's events any more.</summary>
    public Task StopAsync() => _stopped.CancelAsync();

    public void Dispose()
    {
        _either.Dispose();
        _deadline.Dispose();
        _stopped.Dispose();
    }

    private static int Count(Dictionary<string, int> counts, string key) => counts[key] = counts.GetValueOrDefault(key) + 1;
}
