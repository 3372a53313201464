using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace EdgeAgent.Models.Pull;

/// <summary>A file that is being fetched: <c>NAME.part</c> and its journal. Several connections write to it at once.</summary>
/// <remarks>The file gets its name only when its hash is right and its bytes are on the disk.</remarks>
internal sealed class PartFile : IDisposable
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _grown = new(0);
    private readonly Dictionary<long, Extent> _extents = [];
    private readonly string _final;
    private readonly PullFile _file;
    private readonly PullDisk _disk;
    private readonly SafeFileHandle _handle;
    private PartJournal _journal;
    private long _frontier;

    private PartFile(string final, PullFile file, PullDisk disk, IReadOnlyList<Extent> sound)
    {
        (_final, _file, _disk) = (final, file, disk);
        _handle = File.OpenHandle(PartPath(final), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, FileOptions.Asynchronous);
        try
        {
            RandomAccess.SetLength(_handle, file.Bytes);
            _journal = PartJournal.Create(JournalPath(final), file, sound);
        }
        catch
        {
            _handle.Dispose();
            throw;
        }
        foreach (Extent extent in sound) Add(extent);
    }

    /// <summary>Bytes from the start on that are there without a gap.</summary>
    public long Frontier
    {
        get { lock (_lock) return _frontier; }
    }

    /// <summary>Opens what an earlier run left, or begins anew. What is left is hashed: a tail of zeros after a loss of power is found here.</summary>
    /// <exception cref="ModelException">EA4018: it cannot be written.</exception>
    public static PartFile Open(string final, PullFile file, PullDisk disk, CancellationToken cancellationToken)
    {
        try
        {
            return new(final, file, disk, Sound(final, file, cancellationToken));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw PullErrors.NoSpace($"'{file.Name}' cannot be written: {e.Message}", final, e);
        }
    }

    /// <summary>What is still to be fetched, in pieces of at most so many bytes, from the start on.</summary>
    public List<Extent> Missing(long pieceBytes)
    {
        List<Extent> missing = [];
        lock (_lock)
        {
            long at = 0;
            foreach (Extent extent in _extents.Values.OrderBy(static one => one.Offset).Append(new(_file.Bytes, 0)))
            {
                for (; at < extent.Offset; at += missing[^1].Length) missing.Add(new(at, Math.Min(pieceBytes, extent.Offset - at)));
                at = Math.Max(at, extent.End);
            }
        }
        return missing;
    }

    /// <exception cref="ModelException">EA4018: the disk is full or fails.</exception>
    public async ValueTask WriteAsync(long offset, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await _disk.WriteAsync(_handle, bytes, offset, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw PullErrors.NoSpace($"'{_file.Name}' could not be written after {offset:N0} bytes: {e.Message}", _final, e);
        }
    }

    public ValueTask<int> ReadAsync(long offset, Memory<byte> bytes, CancellationToken cancellationToken)
        => RandomAccess.ReadAsync(_handle, bytes, offset, cancellationToken);

    /// <summary>An extent has been written.</summary>
    /// <exception cref="ModelException">EA4018: the journal cannot be written.</exception>
    public void Record(Extent extent)
    {
        lock (_lock)
        {
            try
            {
                _journal.Append(extent);
            }
            catch (IOException e)
            {
                throw PullErrors.NoSpace($"The journal of '{_file.Name}' could not be written: {e.Message}", _final, e);
            }
            Add(extent);
        }
        _grown.Release();
    }

    /// <summary>Forgets what is there, as the hub can only send the whole; gives the number of bytes that were.</summary>
    public long Restart()
    {
        lock (_lock)
        {
            long bytes = _extents.Values.Sum(static extent => extent.Length);
            _extents.Clear();
            _frontier = 0;
            _journal.Dispose();
            _journal = PartJournal.Create(JournalPath(_final), _file, []);
            return bytes;
        }
    }

    /// <summary>Waits for the next <see cref="Record"/>.</summary>
    public Task GrownAsync(CancellationToken cancellationToken) => _grown.WaitAsync(cancellationToken);

    /// <summary>Gives the file its name. Its content has been checked.</summary>
    /// <exception cref="ModelException">EA4018: the disk fails.</exception>
    public void Finish()
    {
        try
        {
            RandomAccess.FlushToDisk(_handle); // Before the name: a name must never stand for bytes that a loss of power takes away.
            Dispose();
            File.Move(PartPath(_final), _final, overwrite: true);
            File.Delete(JournalPath(_final));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw PullErrors.NoSpace($"'{_file.Name}' could not be finished: {e.Message}", _final, e);
        }
    }

    /// <summary>Throws away what was fetched.</summary>
    public void Discard()
    {
        Dispose();
        File.Delete(PartPath(_final));
        File.Delete(JournalPath(_final));
    }

    public void Dispose()
    {
        _handle.Dispose();
        _journal.Dispose();
        _grown.Dispose();
    }

    private void Add(Extent extent)
    {
        if (!_extents.TryGetValue(extent.Offset, out Extent there) || there.Length < extent.Length) _extents[extent.Offset] = extent;
        while (_extents.TryGetValue(_frontier, out Extent next)) _frontier = next.End;
    }

    private static string PartPath(string final) => final + ".part";

    private static string JournalPath(string final) => final + ".part.journal";

    private static List<Extent> Sound(string final, PullFile file, CancellationToken cancellationToken)
    {
        List<Extent> listed = PartJournal.Read(JournalPath(final), file);
        if (listed.Count == 0 || !File.Exists(PartPath(final))) return [];
        using SafeFileHandle handle = File.OpenHandle(PartPath(final));
        long length = RandomAccess.GetLength(handle);
        return [.. listed.Where(extent => extent.End <= length && IsSound(handle, extent, cancellationToken))];
    }

    private static bool IsSound(SafeFileHandle handle, Extent extent, CancellationToken cancellationToken)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] block = ArrayPool<byte>.Shared.Rent(256 << 10);
        try
        {
            for (long at = extent.Offset; at < extent.End;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int read = RandomAccess.Read(handle, block.AsSpan(0, (int)Math.Min(block.Length, extent.End - at)), at);
                if (read == 0) return false;
                hash.AppendData(block, 0, read);
                at += read;
            }
            return Convert.ToHexStringLower(hash.GetHashAndReset()) == extent.Sha256;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }
}
