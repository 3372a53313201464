using System.Runtime.CompilerServices;

namespace EdgeAgent.Agents.Audit;

/// <summary>The lines of a file, each in bounded memory whatever the file holds.</summary>
internal static class AuditLines
{
    /// <summary>Longer than any record: arguments take at most a million characters.</summary>
    private const int LongestLine = 16 << 20;

    /// <summary>Reads each line with its number, from 1; the last also when nothing ends it.</summary>
    /// <exception cref="AgentException">A line is longer than any record.</exception>
    public static async IAsyncEnumerable<(int Number, ReadOnlyMemory<byte> Line)> ReadAsync(
        Stream file, string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[64 << 10];
        int number = 1, start = 0, end = 0;
        while (true)
        {
            int length = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            if (length >= 0)
            {
                yield return (number++, buffer.AsMemory(start, length));
                start += length + 1;
                continue;
            }
            if (end - start >= LongestLine)
            {
                throw new AgentException("EA6042", $"The line is longer than {LongestLine} bytes.", $"{path}, line {number}",
                    "Name a file that FileToolAuditLog wrote.");
            }
            if (end == buffer.Length && start == 0) Array.Resize(ref buffer, Math.Min(buffer.Length * 2, LongestLine));
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
            int read = await file.ReadAsync(buffer.AsMemory(end), cancellationToken).ConfigureAwait(false);
            if (read == 0) break;
            end += read;
        }
        if (end > 0) yield return (number, buffer.AsMemory(0, end));
    }
}
