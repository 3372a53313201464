using System.Globalization;

namespace EdgeAgent.Models.Pull;

/// <summary>Which extents of a half-fetched file have been written, each with its sha256: lines of text beside it.</summary>
/// <remarks>
/// The first line names the file's size and identity, each other is <c>offset length sha256</c>. Lines are appended and not flushed: after a
/// loss of power a line may be missing, torn or vouch for bytes that never came to the disk. That costs a fetch, no more, as every extent is
/// hashed before it is believed.
/// </remarks>
internal sealed class PartJournal : IDisposable
{
    private const int LongestLine = 128;
    private const int MostLines = 1 << 20;
    private readonly StreamWriter _writer;

    private PartJournal(StreamWriter writer) => _writer = writer;

    /// <summary>The extents of an earlier run, as far as they can be read and belong to this file.</summary>
    public static List<Extent> Read(string path, PullFile file)
    {
        List<Extent> extents = [];
        if (!File.Exists(path)) return extents;
        using StreamReader reader = new(path);
        if (reader.ReadLine() != Header(file)) return extents;
        while (extents.Count < MostLines && reader.ReadLine() is { Length: <= LongestLine } line)
            if (TryParse(line, file.Bytes, out Extent extent)) extents.Add(extent);
        return extents;
    }

    /// <summary>A new journal that holds these extents.</summary>
    public static PartJournal Create(string path, PullFile file, IEnumerable<Extent> extents)
    {
        PartJournal journal = new(new StreamWriter(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read)) { NewLine = "\n" });
        journal._writer.WriteLine(Header(file));
        foreach (Extent extent in extents) journal.Append(extent);
        return journal;
    }

    public void Append(Extent extent)
    {
        _writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{extent.Offset} {extent.Length} {extent.Sha256}"));
        _writer.Flush(); // To the system, so that it outlives this process.
    }

    public void Dispose() => _writer.Dispose();

    private static string Header(PullFile file) => string.Create(CultureInfo.InvariantCulture, $"edge-agent-part 1 {file.Bytes} {file.Identity}");

    private static bool TryParse(string line, long bytes, out Extent extent)
    {
        string[] parts = line.Split(' ');
        extent = default;
        if (parts.Length != 3 || parts[2].Length != 64 || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long offset)
            || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long length)
            || length == 0 || offset > bytes || length > bytes - offset) return false;
        extent = new(offset, length, parts[2]);
        return true;
    }
}
