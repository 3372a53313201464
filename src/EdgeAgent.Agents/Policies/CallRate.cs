namespace EdgeAgent.Agents.Policies;

/// <summary>A token bucket: so many calls at once, each regained in an equal part of a period. Thread-safe.</summary>
/// <remarks>
/// As the generic cell rate algorithm (ITU-T I.371, virtual scheduling), which needs one number instead of a count and a timer: the
/// moment at which the bucket would be full again. (The limiters of System.Threading.RateLimiting have a clock of their own, which no test
/// can move.)
/// </remarks>
internal sealed class CallRate(int limit, TimeSpan period, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();
    private readonly TimeSpan _regain = limit > 0 ? period / limit : TimeSpan.Zero;
    private TimeSpan _full;

    /// <summary>Takes a call out of the bucket, or says how long until there is one.</summary>
    public TimeSpan? Take()
    {
        if (limit == 0) return null;
        lock (_lock)
        {
            TimeSpan now = time.GetElapsedTime(_start);
            TimeSpan full = (_full > now ? _full : now) + _regain;
            // The last of `limit` calls at once comes to limit × _regain, which rounding may put a little off the period.
            TimeSpan tooEarly = full - now - (_regain * limit);
            if (tooEarly > TimeSpan.Zero) return tooEarly;
            _full = full;
            return null;
        }
    }
}
