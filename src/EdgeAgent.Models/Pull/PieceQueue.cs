namespace EdgeAgent.Models.Pull;

/// <summary>The pieces of a file that nobody fetches yet. Thread-safe.</summary>
/// <remarks>One connection leads: the others begin when it has seen that the hub serves ranges.</remarks>
internal sealed class PieceQueue(IReadOnlyList<Extent> pieces)
{
    private readonly Queue<Extent> _left = new(pieces);
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Pieces at the start.</summary>
    public int Count { get; } = pieces.Count;

    /// <summary>Bytes at the start.</summary>
    public long Bytes { get; } = pieces.Sum(static piece => piece.Length);

    public bool TryTake(out Extent piece)
    {
        lock (_left) return _left.TryDequeue(out piece);
    }

    /// <summary>Lets the other connections begin.</summary>
    public void Open() => _open.TrySetResult();

    /// <summary>Takes all pieces for one connection, as the hub only sends wholes; false where others have begun already.</summary>
    public bool TryClaim()
    {
        if (Count > 1 && _open.Task.IsCompleted) return false;
        lock (_left) _left.Clear();
        return true;
    }

    public Task OpenedAsync(CancellationToken cancellationToken) => _open.Task.WaitAsync(cancellationToken);
}
