namespace EdgeAgent.Testing;

/// <summary>A clock that stands still until it is told to go on, for time-outs and limits tested without waiting.</summary>
/// <remarks>
/// Thread-safe. Timers (those of <c>Task.Delay</c>, <c>CancellationTokenSource</c> and Polly too, when this provider is passed in) fire
/// in the
/// order they fall due, on the thread that advances the clock. Work that goes on elsewhere after a timer fired may start the next
/// timer later than the test looks: wait for it with <see cref="WaitForTimersAsync"/>, or go on in small steps with
/// <see cref="AdvanceUntilAsync"/>.
/// </remarks>
/// <example><code>
/// var clock = new FakeTimeProvider();
/// var agent = new Agent(model, new AgentOptions { Tools = [slowTool], TimeProvider = clock });
/// Task&lt;AgentTurnResult&gt; turn = agent.RunAsync(conversation, "open the gate");
/// await clock.AdvanceUntilAsync(turn);
/// </code></example>
public sealed class FakeTimeProvider : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<FakeTimer> _timers = [];
    private readonly DateTimeOffset _start;
    private TimeSpan _elapsed;

    /// <summary>Starts the clock.</summary>
    /// <param name="start">The time it shows; 2000-01-01T00:00Z when not given.</param>
    public FakeTimeProvider(DateTimeOffset? start = null) => _start = start ?? new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Time advanced since the start.</summary>
    public TimeSpan Elapsed
    {
        get { lock (_lock) return _elapsed; }
    }

    /// <summary>Timers that wait to fire.</summary>
    public int ActiveTimers
    {
        get { lock (_lock) return _timers.Count; }
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _start + Elapsed;

    /// <inheritdoc/>
    public override long GetTimestamp() => Elapsed.Ticks;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        FakeTimer timer = new(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock on and fires what falls due on the way.</summary>
    /// <param name="by">Zero or more.</param>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        TimeSpan end;
        lock (_lock) end = _elapsed + by;
        while (NextDue(end) is { } timer) timer.Fire(); // outside the lock: a callback may use this clock
    }

    /// <summary>Moves the clock on, step by step, until a task ends; the steps wait for work that goes on in between.</summary>
    /// <param name="task">What to wait for.</param>
    /// <param name="step">Clock time of a step; 5 ms when not given.</param>
    /// <param name="limit">Clock time after which the task is taken to hang; 1 hour when not given.</param>
    /// <exception cref="TimeoutException">The task did not end within the limit.</exception>
    public async Task AdvanceUntilAsync(Task task, TimeSpan? step = null, TimeSpan? limit = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        TimeSpan end = Elapsed + (limit ?? TimeSpan.FromHours(1));
        while (!await EndsSoonAsync(task).ConfigureAwait(false))
        {
            if (Elapsed >= end) throw new TimeoutException($"The task did not end although the clock went on to {Elapsed}.");
            Advance(step ?? TimeSpan.FromMilliseconds(5));
        }
    }

    /// <summary>Waits in real time until this many timers wait for the clock: until the code under test has come to its next
    /// wait.</summary>
    /// <param name="count">How many, at least.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task WaitForTimersAsync(int count, CancellationToken cancellationToken = default)
    {
        while (ActiveTimers < count) await Task.Delay(1, cancellationToken).ConfigureAwait(false);
    }

    internal void Schedule(FakeTimer timer, TimeSpan dueTime)
    {
        lock (_lock)
        {
            _timers.Remove(timer);
            if (dueTime == Timeout.InfiniteTimeSpan) return;
            timer.Due = _elapsed + dueTime;
            _timers.Add(timer);
        }
    }

    /// <summary>Takes out the next timer due by the end and sets the clock to it, else to the end.</summary>
    private FakeTimer? NextDue(TimeSpan end)
    {
        lock (_lock)
        {
            FakeTimer? next = _timers.Where(t => t.Due <= end).MinBy(t => t.Due);
            _elapsed = next is null ? end : next.Due > _elapsed ? next.Due : _elapsed;
            if (next is not null) _timers.Remove(next);
            return next;
        }
    }

    /// <summary>Gives other threads a moment of real time: they have work to do only until they wait for this clock again.</summary>
    private static async Task<bool> EndsSoonAsync(Task task)
    {
        await Task.WhenAny(task, Task.Delay(1)).ConfigureAwait(false);
        return task.IsCompleted;
    }
}
