using System.Globalization;

namespace EdgeAgent.Models.Pull;

/// <summary>Counts bytes and reports them with rate and time left, a few times a second. Thread-safe.</summary>
internal sealed class TransferMeter(string model, long total, long done, IProgress<ModelProgress>? progress, TimeProvider clock)
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);
    private readonly Lock _lock = new();
    private readonly Queue<(long At, long Done)> _samples = new();
    private long _done = done;
    private long _moved;
    private long? _reported;

    public string File { get; set; } = "";

    /// <summary>What came over the network, twice what came twice.</summary>
    public long Moved => Interlocked.Read(ref _moved);

    /// <summary>Bytes came over the network.</summary>
    public void Move(int bytes) => Interlocked.Add(ref _moved, bytes);

    /// <summary>So many bytes more of the model are here; fewer where some have to be fetched again.</summary>
    public void Add(long bytes)
    {
        lock (_lock)
        {
            _done += bytes;
            if (progress is null) return;
            long now = clock.GetTimestamp();
            if (_reported is long last && clock.GetElapsedTime(last, now) < Between && _done < total) return;
            _reported = now;
            while (_samples.TryPeek(out (long At, long) first) && clock.GetElapsedTime(first.At, now) > Window) _samples.Dequeue();
            _samples.Enqueue((now, _done));
            progress.Report(Report(now));
        }
    }

    private ModelProgress Report(long now)
    {
        (long at, long then) = _samples.Peek();
        double seconds = clock.GetElapsedTime(at, now).TotalSeconds;
        double? rate = seconds > 0 && _done > then ? (_done - then) / seconds : null;
        TimeSpan? left = rate is double known ? TimeSpan.FromSeconds(Math.Min((total - _done) / known, 8_640_000)) : null;
        string message = string.Create(CultureInfo.InvariantCulture, $"Fetching {model} ({File}): {_done / 1e6:N1} of {total / 1e6:N1} MB");
        if (rate is double r && left is TimeSpan l)
            message += string.Create(CultureInfo.InvariantCulture, $", {r / 1e6:N1} MB/s, {(int)l.TotalHours}:{l:mm\\:ss} left");
        return new(ModelStage.Fetching, model, total == 0 ? 1 : (double)_done / total, message, new(File, _done, total, rate, left));
    }
}
