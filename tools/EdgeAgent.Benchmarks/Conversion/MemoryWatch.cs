using System.Diagnostics;
using System.Globalization;

namespace EdgeAgent.Benchmarks.Conversion;

/// <summary>The most memory of its own that a process holds: what is not a page of a file, and so no page cache.</summary>
/// <remarks>
/// Linux: <c>RssAnon</c> of <c>/proc/PID/status</c>, read forty times a second (proc(5)); elsewhere the peak of the working set, mapped files
/// included.
/// </remarks>
internal sealed class MemoryWatch : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(25);
    private readonly Process _process;
    private readonly Timer _timer;
    private long _peak;

    /// <summary>Begins to look.</summary>
    /// <param name="process">A running process; belongs to the caller.</param>
    public MemoryWatch(Process process)
    {
        _process = process;
        _timer = new Timer(_ => Look(), null, TimeSpan.Zero, s_interval);
    }

    /// <summary>Bytes.</summary>
    public long Peak => Interlocked.Read(ref _peak);

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        long now;
        try
        {
            now = OperatingSystem.IsLinux() ? Anonymous(_process.Id) : _process.PeakWorkingSet64;
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            return; // it has ended
        }
        for (long seen = Peak; now > seen; seen = Peak) Interlocked.CompareExchange(ref _peak, now, seen);
    }

    private static long Anonymous(int process)
    {
        const string Name = "RssAnon:";
        string? line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/status"))
            .FirstOrDefault(static line => line.StartsWith(Name, StringComparison.Ordinal));
        return line is null ? 0 : 1024 * long.Parse(line[Name.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }
}
