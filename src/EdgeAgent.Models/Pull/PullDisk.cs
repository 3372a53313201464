using Microsoft.Win32.SafeHandles;

namespace EdgeAgent.Models.Pull;

/// <summary>What fetching asks of the disk: a seam, so that tests can fill it.</summary>
internal class PullDisk
{
    /// <summary>Bytes that this user may still write; null where the system does not tell.</summary>
    public virtual long? FreeBytes(string folder)
    {
        try
        {
            return new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null; // A network share or an odd mount: the write itself will tell.
        }
    }

    public virtual ValueTask WriteAsync(SafeFileHandle file, ReadOnlyMemory<byte> bytes, long offset, CancellationToken cancellationToken)
        => RandomAccess.WriteAsync(file, bytes, offset, cancellationToken);
}
