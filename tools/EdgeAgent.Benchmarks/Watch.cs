using System.Diagnostics;
using System.Globalization;

namespace EdgeAgent.Benchmarks;

/// <summary>Tells which item of a long run takes long, and ends the program where one does not come back: an engine at fault cannot be stopped
/// from outside, but it can be named.</summary>
internal sealed class Watch : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);

    private readonly Timer _timer;
    private volatile Item? _current;

    /// <summary>Begins to watch.</summary>
    /// <param name="patience">How long an item may take.</param>
    /// <param name="notes">Takes a line every five seconds while an item takes longer than that.</param>
    public Watch(TimeSpan patience, TextWriter notes) => _timer = new Timer(_ => Look(patience, notes), null, s_interval, s_interval);

    private sealed record Item(string Name, long Since);

    /// <summary>Names the item that is run now.</summary>
    public void Next(string name) => _current = new Item(name, Stopwatch.GetTimestamp());

    public void Dispose() => _timer.Dispose();

    private void Look(TimeSpan patience, TextWriter notes)
    {
        if (_current is not { } item) return;
        TimeSpan time = Stopwatch.GetElapsedTime(item.Since);
        if (time < s_interval) return;
        notes.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{item.Name}: {time.TotalSeconds:F0} s so far"));
        if (time < patience) return;
        notes.WriteLine($"{item.Name} does not come back: ended.");
        Environment.Exit(Arguments.Failed);
    }
}
