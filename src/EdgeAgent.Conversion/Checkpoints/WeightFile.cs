using Microsoft.Win32.SafeHandles;

namespace EdgeAgent.Conversion.Checkpoints;

/// <summary>A file of weights and its table of tensors. Trusts nothing in it.</summary>
/// <remarks>Thread-safe once opened.</remarks>
internal abstract class WeightFile : IDisposable
{
    protected WeightFile(string path, SafeFileHandle handle)
        => (Path, Handle, Length) = (path, handle, RandomAccess.GetLength(handle));

    public string Path { get; }

    public SafeFileHandle Handle { get; }

    /// <summary>Bytes of the file when it was opened.</summary>
    public long Length { get; }

    public abstract IReadOnlyList<StoredTensor> Tensors { get; }

    public void Dispose() => Handle.Dispose();

    /// <summary>Reads bytes that must be there.</summary>
    /// <exception cref="ConversionException">EA4108: the file ends before.</exception>
    public void Read(long at, Span<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            int read = RandomAccess.Read(Handle, bytes, at);
            if (read == 0) throw ConversionErrors.Malformed("The file was cut while it was read.", Path, at);
            bytes = bytes[read..];
            at += read;
        }
    }

    protected static T Open<T>(string path, Func<SafeFileHandle, T> read)
    {
        SafeFileHandle? handle = null;
        try
        {
            handle = File.OpenHandle(path);
            return read(handle);
        }
        catch (Exception e)
        {
            handle?.Dispose();
            if (e is IOException or UnauthorizedAccessException)
                throw ConversionErrors.NoSource($"The weights cannot be read: {e.Message}", path, e);
            throw;
        }
    }
}
