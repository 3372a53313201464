using System.Threading.Channels;
using EdgeAgent.Agents.Audit;
using EdgeAgent.Agents.Telemetry;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Agents.Loop;

/// <summary>What the calls of a round report, from any thread, to the one who reads the turn's events.</summary>
internal sealed class RoundJournal(AgentSetup setup, TurnLimits limits, AuditTrail trail)
{
    private readonly Channel<JournalEntry> _entries =
        Channel.CreateUnbounded<JournalEntry>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Everything reported so far, in the order it happened, until <see cref="Close"/>.</summary>
    public ChannelReader<JournalEntry> Entries => _entries.Reader;

    /// <summary>Tells something and goes on once the reader has seen it and come back: who walks away there has stopped what would
    /// have followed.</summary>
    /// <exception cref="OperationCanceledException">The reader walked away or cancelled.</exception>
    public Task ShowAsync(AgentEvent e)
    {
        TaskCompletionSource seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _entries.Writer.TryWrite(new(e, seen));
        return seen.Task.WaitAsync(limits.Stopped);
    }

    /// <summary>Records and tells how a call ended.</summary>
    public async ValueTask FinishAsync(DispatchedCall call, ToolCallFinished finished)
    {
        Log(finished);
        ToolCallTrace.Count(call, finished);
        await trail.EndedAsync(call, finished).ConfigureAwait(false);
        _entries.Writer.TryWrite(new(finished, null));
    }

    /// <summary>Nothing more will happen.</summary>
    public void Close() => _entries.Writer.Complete();

    private void Log(ToolCallFinished finished)
    {
        double milliseconds = finished.Elapsed.TotalMilliseconds;
        switch (finished)
        {
            case ToolCallSucceeded { FallbackFor: { } failure } done:
                Log(failure);
                AgentLog.FallbackAnswered(setup.Log, done.Call.Name, done.Call.CallId);
                break;
            case ToolCallSucceeded done:
                AgentLog.ToolCallSucceeded(setup.Log, done.Call.Name, done.Call.CallId, milliseconds);
                if (setup.Log.IsEnabled(LogLevel.Trace)) AgentLog.ToolCallResult(setup.Log, done.Call.CallId, done.Result.GetRawText());
                break;
            case ToolCallDryRun:
                AgentLog.DryRun(setup.Log, finished.Call.Name, finished.Call.CallId);
                break;
            case ToolCallFailed failed:
                AgentLog.ToolCallFailed(setup.Log, failed.Failure, failed.Exception?.GetType().Name, failed.Call.CallId, milliseconds);
                if (failed.Exception is { } exception) AgentLog.ToolCallException(setup.Log, failed.Call.CallId, exception);
                break;
        }
    }
}
