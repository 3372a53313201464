using System.Globalization;
using System.Runtime.CompilerServices;

namespace EdgeAgent.Agents.Audit;

/// <summary>An audit log in a file: a JSON object a line, only ever added to.</summary>
/// <remarks>
/// Thread-safe; one process writes a file, readers may come at any time. Each record is one write and one flush. A crash can cut off the
/// line being written: whoever writes next begins a new line, and readers skip the piece. A file that became too large is set aside as
/// <c>NAME.1.jsonl</c>, the one before as <c>NAME.2.jsonl</c> and so on (<see cref="FileToolAuditLogOptions"/>). On Unix a new file can be
/// read by its owner alone.
/// </remarks>
public sealed class FileToolAuditLog : IToolAuditLog, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly string _path;
    private readonly FileToolAuditLogOptions _options;
    private readonly FileStream _lock;
    private FileStream? _file;
    private bool _disposed;

    /// <summary>Opens the log, or begins it.</summary>
    /// <param name="path">The file, <c>audit.jsonl</c> say; its folder is made where it is missing. A <c>.lock</c> file beside it keeps a
    /// second writer out.</param>
    /// <param name="options">Sizes and safety; null takes the defaults.</param>
    /// <exception cref="AgentException">The file cannot be written, or another process writes it.</exception>
    public FileToolAuditLog(string path, FileToolAuditLogOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        (_path, _options) = (Path.GetFullPath(path), options ?? new());
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            _lock = Open(_path + ".lock", FileShare.None);
            _file = OpenLog();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _lock?.Dispose();
            throw new AgentException("EA6041", $"The audit log cannot be written: {e.Message}", _path,
                "Name a file of its own for each process, in a folder that the process may write.", e);
        }
    }

    /// <summary>Adds a record; when it returns, the record is on the disk.</summary>
    /// <param name="record">The record.</param>
    /// <param name="cancellationToken">Stops waiting for other writers; a write that has begun ends.</param>
    /// <exception cref="IOException">The disk does not take it. The next record may be tried.</exception>
    /// <exception cref="ObjectDisposedException">The log is closed.</exception>
    public async ValueTask WriteAsync(ToolAuditRecord record, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(record);
        byte[] line = AuditLine.Write(record);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // On the pool: a disk may take its time, and the turn's first steps run on the thread of its reader.
            await Task.Run(() => Append(line), CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Reads a log, the files set aside included, from the oldest record on. Lines that a crash cut off are skipped.</summary>
    /// <param name="path">The file that is or was written.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="AgentException">A line is no record, or one of a newer version.</exception>
    /// <exception cref="FileNotFoundException">There is no such log.</exception>
    public static async IAsyncEnumerable<ToolAuditRecord> ReadAsync(
        string path, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        path = Path.GetFullPath(path);
        int[] setAside = [.. SetAside(path)];
        foreach (string part in setAside.OrderDescending().Select(n => Part(path, n)).Append(path))
        {
            if (part == path && setAside.Length > 0 && !File.Exists(path)) yield break; // a crash after the last file was set aside
            FileStream file = new(part, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            await using (file.ConfigureAwait(false))
            {
                await foreach ((int number, ReadOnlyMemory<byte> line) in
                    AuditLines.ReadAsync(file, part, cancellationToken).ConfigureAwait(false))
                {
                    if (AuditLine.Read(line.Span, $"{part}, line {number}") is { } record) yield return record;
                }
            }
        }
    }

    /// <summary>Closes the file, after the write that goes on.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _turn.Wait();
        _disposed = true;
        _file?.Dispose();
        _lock.Dispose();
        _turn.Release(); // not disposed: who waits for it is told that the log is closed
    }

    private void Append(byte[] line)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        FileStream file = _file ?? OpenLog();
        _file = null; // where anything fails, the next write opens the file anew and sees what became of it
        try
        {
            if (_options.MaxFileBytes > 0 && file.Length > 0 && file.Length + line.Length > _options.MaxFileBytes) file = Rotate(file);
            file.Write(line);
            file.Flush(_options.FlushToDisk);
            _file = file;
        }
        finally
        {
            if (_file is null) file.Dispose();
        }
    }

    private FileStream Rotate(FileStream full)
    {
        full.Dispose();
        foreach (int number in SetAside(_path).OrderDescending())
        {
            if (number >= _options.KeptFiles) File.Delete(Part(_path, number));
            else File.Move(Part(_path, number), Part(_path, number + 1));
        }
        File.Move(_path, Part(_path, 1));
        return OpenLog();
    }

    private FileStream OpenLog()
    {
        FileStream file = Open(_path, FileShare.Read);
        if (file.Length == 0) return file;
        file.Seek(-1, SeekOrigin.End);
        if (file.ReadByte() != '\n') file.WriteByte((byte)'\n'); // after a line that was cut off
        return file;
    }

    private static FileStream Open(string path, FileShare share)
    {
        FileStreamOptions options = new() { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new(path, options);
    }

    /// <summary>The numbers of the files set aside.</summary>
    private static List<int> SetAside(string path)
    {
        string before = Path.GetFileNameWithoutExtension(path) + ".", after = Path.GetExtension(path);
        List<int> numbers = [];
        foreach (string found in Directory.EnumerateFiles(Path.GetDirectoryName(path)!, before + "*" + after))
        {
            string file = Path.GetFileName(found);
            if (file.Length <= before.Length + after.Length) continue;
            ReadOnlySpan<char> number = file.AsSpan(before.Length, file.Length - before.Length - after.Length);
            if (int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && file == Path.GetFileName(Part(path, n)))
                numbers.Add(n);
        }
        return numbers;
    }

    private static string Part(string path, int number) => Path.ChangeExtension(path, null)
        + string.Create(CultureInfo.InvariantCulture, $".{number}") + Path.GetExtension(path);
}
