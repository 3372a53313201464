namespace EdgeAgent.Agents.Policies;

/// <summary>Keeps calls back from a handler that fails again and again, and lets one try after a while. Thread-safe.</summary>
/// <remarks>Counts failures in a row, not a ratio: a device's tool is called a few times an hour, too seldom for a sample.</remarks>
internal sealed class CircuitBreaker(int failuresToOpen, TimeSpan duration, TimeProvider time)
{
    private readonly Lock _lock = new();
    private int _failures;
    private bool _open;
    private bool _probing;
    private long _openedAt;

    /// <summary>How long until a call may try; null when one may now.</summary>
    public TimeSpan? Wait()
    {
        lock (_lock) return KeptBack();
    }

    /// <summary>Lets a call through, or says how long until one may try; zero where that hangs on a call that tries now.</summary>
    /// <param name="probe">The call is the one that tries whether the handler works again.</param>
    public TimeSpan? Enter(out bool probe)
    {
        lock (_lock)
        {
            TimeSpan? keptBack = KeptBack();
            probe = _open && keptBack is null;
            if (probe) _probing = true;
            return keptBack;
        }
    }

    /// <summary>A call that came through is over; true when it opened the breaker.</summary>
    public bool Leave(bool probe, CallVerdict verdict)
    {
        lock (_lock)
        {
            if (probe) _probing = false;
            else if (_open) return false; // it started before the breaker opened, so it says nothing about now
            switch (verdict)
            {
                case CallVerdict.Worked:
                    (_failures, _open) = (0, false);
                    break;
                case CallVerdict.Failed when probe || (failuresToOpen > 0 && ++_failures >= failuresToOpen):
                    (_open, _openedAt) = (true, time.GetTimestamp());
                    return true;
            }
            return false;
        }
    }

    private TimeSpan? KeptBack()
    {
        if (!_open) return null;
        if (_probing) return TimeSpan.Zero;
        TimeSpan left = duration - time.GetElapsedTime(_openedAt);
        return left > TimeSpan.Zero ? left : null;
    }
}
