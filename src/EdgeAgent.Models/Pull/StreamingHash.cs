using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace EdgeAgent.Models.Pull;

/// <summary>Hashes a file while it is fetched: reads behind the frontier, so the bytes still lie in the system's cache.</summary>
internal static class StreamingHash
{
    /// <summary>The hashes of the whole; ends when the whole is there.</summary>
    public static async Task<ContentHash> FollowAsync(PartFile part, PullFile file, CancellationToken cancellationToken)
    {
        using IncrementalHash sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using IncrementalHash? git = StartGit(file);
        byte[] block = ArrayPool<byte>.Shared.Rent(1 << 20);
        long zerosFrom = 0;
        try
        {
            for (long at = 0; at < file.Bytes;)
            {
                long there = part.Frontier - at;
                if (there <= 0)
                {
                    await part.GrownAsync(cancellationToken).ConfigureAwait(false);
                    continue;
                }
                int read = await part.ReadAsync(at, block.AsMemory(0, (int)Math.Min(block.Length, there)), cancellationToken).ConfigureAwait(false);
                if (read == 0) throw PullErrors.NoSpace($"'{file.Name}' is cut short while it is written.", file.Name);
                sha256.AppendData(block, 0, read);
                git?.AppendData(block, 0, read);
                int last = block.AsSpan(0, read).LastIndexOfAnyExcept((byte)0);
                at += read;
                if (last >= 0) zerosFrom = at - read + last + 1;
            }
            return new(Convert.ToHexStringLower(sha256.GetHashAndReset()), git is null ? null : Convert.ToHexStringLower(git.GetHashAndReset()),
                file.Bytes - zerosFrom);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    /// <summary>Whether a file on disk is the one that is meant; its sha256 if so.</summary>
    public static string? OfFile(string path, PullFile file, CancellationToken cancellationToken)
    {
        if (new FileInfo(path) is not { Exists: true } info || info.Length != file.Bytes) return null;
        string sha256 = FileHash.Compute(path, progress: null, cancellationToken);
        if (file.Sha256 is not null) return file.Matches(sha256, null) ? sha256 : null;
        using IncrementalHash? git = StartGit(file);
        if (git is null) return null; // Nothing to compare it with: it is fetched again.
        using FileStream stream = File.OpenRead(path);
        byte[] block = new byte[256 << 10];
        for (int read; (read = stream.Read(block)) > 0; cancellationToken.ThrowIfCancellationRequested()) git.AppendData(block, 0, read);
        return file.Matches(sha256, Convert.ToHexStringLower(git.GetHashAndReset())) ? sha256 : null;
    }

    // A git object's id is the SHA-1 of its kind, its size and its content: what a hub tells of files that are not in large file storage.
    private static IncrementalHash? StartGit(PullFile file)
    {
        if (file.GitId is null || file.Sha256 is not null) return null;
        IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(Encoding.ASCII.GetBytes(FormattableString.Invariant($"blob {file.Bytes}\0")));
        return hash;
    }
}

/// <summary>What a file's content comes to.</summary>
/// <param name="Sha256">Lower-case hex.</param>
/// <param name="GitId">The git object's id, where it was asked for.</param>
/// <param name="Zeros">Bytes at its end that are zero.</param>
internal readonly record struct ContentHash(string Sha256, string? GitId, long Zeros);
