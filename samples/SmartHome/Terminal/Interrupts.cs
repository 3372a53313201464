namespace SmartHome.Terminal;

/// <summary>Ctrl-C: cancels the turn that runs; without one, or a second time in the same turn, ends the program as usual.</summary>
/// <remarks>One at a time. Disposing it gives Ctrl-C back to the system.</remarks>
public sealed class Interrupts : IDisposable
{
    private readonly Lock _lock = new();
    private CancellationTokenSource? _turn;

    /// <summary>Begins to listen.</summary>
    public Interrupts() => Console.CancelKeyPress += OnCancel;

    /// <summary>A token that the next Ctrl-C cancels.</summary>
    public CancellationToken BeginTurn()
    {
        lock (_lock)
        {
            _turn?.Dispose();
            _turn = new CancellationTokenSource();
            return _turn.Token;
        }
    }

    /// <summary>From here on Ctrl-C ends the program.</summary>
    public void EndTurn()
    {
        lock (_lock)
        {
            _turn?.Dispose();
            _turn = null;
        }
    }

    public void Dispose()
    {
        Console.CancelKeyPress -= OnCancel;
        EndTurn();
    }

    private void OnCancel(object? sender, ConsoleCancelEventArgs e)
    {
        lock (_lock)
        {
            if (_turn is null || _turn.IsCancellationRequested) return; // e.Cancel stays false: the system ends the program, code 130
            e.Cancel = true;
            _turn.Cancel();
        }
    }
}
