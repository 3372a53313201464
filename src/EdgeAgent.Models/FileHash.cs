using System.Buffers;
using System.Security.Cryptography;

namespace EdgeAgent.Models;

/// <summary>The sha256 of files, block by block.</summary>
internal static class FileHash
{
    private const int BlockSize = 1 << 20;

    /// <summary>The file's sha256 in lower-case hex.</summary>
    /// <param name="path">The file.</param>
    /// <param name="progress">Told of the bytes read so far; may be null.</param>
    /// <param name="cancellationToken">Asked after each block.</param>
    public static string Compute(string path, Action<long>? progress, CancellationToken cancellationToken)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] block = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            long done = 0;
            for (int read; (read = stream.Read(block)) > 0; progress?.Invoke(done += read))
            {
                cancellationToken.ThrowIfCancellationRequested();
                hash.AppendData(block.AsSpan(0, read));
            }
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }
}
