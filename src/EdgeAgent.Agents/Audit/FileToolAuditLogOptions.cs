namespace EdgeAgent.Agents.Audit;

/// <summary>How large an audit log on disk may become and how safe each record is.</summary>
/// <remarks>Immutable and thread-safe. A value outside its range is refused when it is set.</remarks>
public sealed record FileToolAuditLogOptions
{
    /// <summary>
    /// Bytes after which a file is set aside and a new one begun; 0 never. Default 16 MiB, about 40,000 calls: a full disk would stop
    /// every tool. 4 KiB to 1 TiB.
    /// </summary>
    public long MaxFileBytes
    {
        get;
        init => field = value is 0 or (>= 4_096 and <= 1L << 40) ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxFileBytes), value, "Allow 4 KiB to 1 TiB, or 0 for one file without end.");
    } = 16L << 20;

    /// <summary>Files set aside that are kept, the newest; older ones are deleted. Default 9; 1 to 10,000.</summary>
    public int KeptFiles
    {
        get;
        init => field = value is >= 1 and <= 10_000 ? value
            : throw new ArgumentOutOfRangeException(nameof(KeptFiles), value, "Keep 1 to 10,000 files.");
    } = 9;

    /// <summary>Each record is on the disk, not only with the operating system, before the call goes on. Default true: it survives a
    /// power cut, at a few milliseconds of flash storage a record.</summary>
    public bool FlushToDisk { get; init; } = true;
}
