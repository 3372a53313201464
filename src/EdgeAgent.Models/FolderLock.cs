namespace EdgeAgent.Models;

/// <summary>One process at a time: a lock file held open. The system lets go of it when its process ends, however it ends.</summary>
internal sealed class FolderLock : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly FileStream _stream;

    private FolderLock(FileStream stream) => _stream = stream;

    /// <summary>Waits until the lock is free and takes it.</summary>
    /// <param name="path">The lock file; its folder exists.</param>
    /// <param name="clock">Times the pauses.</param>
    /// <param name="waiting">Called once, if another holds it; may be null.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public static async Task<FolderLock> TakeAsync(string path, TimeProvider clock, Action? waiting, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1));
            }
            catch (IOException) when (File.Exists(path))
            {
                waiting?.Invoke();
                waiting = null;
                await Task.Delay(Pause, clock, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // The file stays: deleting it would let a third process lock a new file while a second holds the old one.
    public void Dispose() => _stream.Dispose();
}
