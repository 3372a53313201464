using System.Text.Json;
using EdgeAgent.Agents.Telemetry;
using EdgeAgent.Agents.Tools;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace EdgeAgent.Agents.Policies;

/// <summary>Runs one tool's handler: a time-out for each run, further runs only for an idempotent one. Thread-safe.</summary>
internal sealed class HandlerPipeline
{
    /// <summary>Time a cancelled handler gets to clean up before it is left behind: U22 lets the loop go on 50 ms after the
    /// time-out.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(25);

    private readonly AgentTool _tool;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ResiliencePipeline<JsonElement> _handler;
    private readonly ResiliencePipeline<JsonElement> _fallback;

    public HandlerPipeline(AgentTool tool, TimeProvider time, ILogger log)
    {
        (_tool, _time, _log) = (tool, time, log);
        Gate = new(tool, time, log);
        ResiliencePipelineBuilder<JsonElement> builder = new() { TimeProvider = time };
        if (tool.Options.MayRunAgain)
        {
            builder.AddRetry(new RetryStrategyOptions<JsonElement>
            {
                MaxRetryAttempts = tool.Options.MaxRetries,
                Delay = tool.Options.RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                // A ToolException is an answer. A handler that was left behind still runs: a second one beside it would not be a retry.
                ShouldHandle = a => ValueTask.FromResult(
                    a.Outcome.Exception is not (null or ToolException or OperationCanceledException or HandlerAbandonedException)),
            });
        }
        TimeoutStrategyOptions timeout = new() { Timeout = tool.Options.Timeout };
        _handler = builder.AddTimeout(timeout).Build();
        _fallback = new ResiliencePipelineBuilder<JsonElement> { TimeProvider = time }.AddTimeout(timeout).Build();
    }

    /// <summary>What a call passes before its handler runs.</summary>
    public ToolGate Gate { get; }

    /// <summary>Runs the handler and returns its result as JSON.</summary>
    /// <exception cref="TimeoutRejectedException">It took too long and stopped when told to.</exception>
    /// <exception cref="HandlerAbandonedException">It did not stop when told to.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ValueTask<JsonElement> RunAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) =>
        _handler.ExecuteAsync(token => RunOnceAsync(t => _tool.Function.InvokeAsync(arguments, t), token), cancellationToken);

    /// <summary>Asks the tool's fallback for a result. Throws as <see cref="RunAsync"/> does.</summary>
    public ValueTask<JsonElement> FallBackAsync(ToolCallFailed failed, CancellationToken cancellationToken) =>
        _fallback.ExecuteAsync(token => RunOnceAsync(t => _tool.Options.Fallback!(failed, t), token), cancellationToken);

    private async ValueTask<JsonElement> RunOnceAsync(Func<CancellationToken, ValueTask<object?>> function, CancellationToken token)
    {
        // On the pool: a handler that blocks before its first await must not block the loop. With the token: one that has not
        // started when the time is up never does.
        Task<JsonElement> run = Task.Run(
            async () => ToolResults.ToJson(await function(token).ConfigureAwait(false), _tool.Options.SerializerOptions), token);
        await ((Task)run.WaitAsync(token)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!run.IsCompleted) await WaitAsync(run).ConfigureAwait(false);
        if (run.IsCompleted) return await run.ConfigureAwait(false);

        AgentLog.HandlerAbandoned(_log, _tool.Name);
        _ = run.ContinueWith(
            ended => { _ = ended.Exception; AgentLog.AbandonedHandlerEnded(_log, _tool.Name, ended.Status); },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        throw new HandlerAbandonedException(_tool.Name, run);
    }

    /// <summary>Waits for a cancelled handler, not longer than its grace.</summary>
    private async Task WaitAsync(Task run)
    {
        // Not by Task.WaitAsync: where the task ends while the wait begins, its timer was seen to stay with the clock.
        using CancellationTokenSource ended = new();
        await Task.WhenAny(run, Task.Delay(Grace, _time, ended.Token)).ConfigureAwait(false);
        await ended.CancelAsync().ConfigureAwait(false);
    }
}
