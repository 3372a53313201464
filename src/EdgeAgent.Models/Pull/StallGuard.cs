namespace EdgeAgent.Models.Pull;

/// <summary>Cancels a connection on which too little comes: nothing at all, or a trickle that would take days.</summary>
internal sealed class StallGuard : IDisposable
{
    /// <summary>What must come within the time.</summary>
    public const int LeastBytes = 16 << 10;

    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _either;
    private readonly CancellationToken _outer;
    private readonly TimeSpan _window;
    private int _received;

    public StallGuard(TimeSpan window, TimeProvider clock, CancellationToken outer)
    {
        (_window, _outer) = (window, outer);
        _timer = new(window, clock);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, outer);
    }

    public CancellationToken Token => _either.Token;

    /// <summary>Whether it was this guard that cancelled.</summary>
    public bool Stalled => _timer.IsCancellationRequested && !_outer.IsCancellationRequested;

    public TransferException Failure(Exception inner)
        => new($"less than {LeastBytes >> 10} KiB came in {_window.TotalSeconds:0.#} s", inner);

    /// <summary>Bytes came; true whenever enough of them did to start the time anew.</summary>
    public bool Received(int bytes)
    {
        _received += bytes;
        if (_received < LeastBytes) return false;
        _received = 0;
        _timer.CancelAfter(_window);
        return true;
    }

    public void Dispose()
    {
        _either.Dispose();
        _timer.Dispose();
    }
}
