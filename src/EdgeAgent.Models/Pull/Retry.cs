namespace EdgeAgent.Models.Pull;

/// <summary>Which hub is asked next, when, and when to give up. One user at a time.</summary>
/// <remarks>Pauses double from one second to a minute and are shortened at random by up to a half, so that a fleet that lost its hub does
/// not come back in step.</remarks>
internal sealed class Retry(int hubs, int attempts, TimeProvider clock, Random random)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);
    private int _failures;
    private int _refusals;

    /// <summary>The index of the hub to ask.</summary>
    public int Hub { get; private set; }

    /// <summary>Something was fetched: what failed before is forgotten.</summary>
    public void Progressed() => (_failures, _refusals) = (0, 0);

    /// <summary>Waits, if it is worth another try.</summary>
    /// <exception cref="ModelException">It is not.</exception>
    public async Task FailedAsync(TransferException failure, string where, CancellationToken cancellationToken)
    {
        if (failure.Refusal is not null && ++_refusals >= hubs) throw failure.Refusal;
        if (++_failures >= attempts * hubs)
            throw PullErrors.GaveUp($"The hub failed {_failures} times in a row, the last time so: {failure.Message}", where, failure);
        if (failure.RetryAfter > LongestWait && hubs == 1)
            throw PullErrors.GaveUp($"The hub asks to wait {failure.RetryAfter:g} ({failure.Message})", where, failure);
        Hub = (Hub + 1) % hubs;
        // Another hub may do better at once; a round of them is followed by a pause.
        if (Hub == 0) await Task.Delay(Pause(failure), clock, cancellationToken).ConfigureAwait(false);
    }

    private TimeSpan Pause(TransferException failure)
    {
        double seconds = Math.Min(60, Math.Pow(2, (_failures - 1) / hubs)) * (1 - random.NextDouble() / 2);
        TimeSpan pause = TimeSpan.FromSeconds(seconds);
        if (failure.RetryAfter is not TimeSpan asked || asked <= pause) return pause;
        return asked < LongestWait ? asked : LongestWait;
    }
}
