using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace EdgeAgent.Agents.Tests.Telemetry;

/// <summary>Hears what agents report, all of them in this process: tests that listen run alone.</summary>
internal sealed class Listening : IDisposable
{
    /// <summary>The source of spans that handlers of tests start.</summary>
    public static readonly ActivitySource Handlers = new("handlers of tests");

    private readonly ActivityListener? _spans;
    private readonly MeterListener? _metrics;

    public Listening(bool spans = true, bool metrics = true)
    {
        if (spans)
        {
            _spans = new()
            {
                ShouldListenTo = source => source.Name == AgentTelemetryOptions.SourceName || source == Handlers,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
                ActivityStopped = Spans.Enqueue,
            };
            ActivitySource.AddActivityListener(_spans);
        }
        if (!metrics) return;
        _metrics = new() { InstrumentPublished = (instrument, listener) => { if (instrument.Meter.Name == AgentTelemetryOptions.SourceName) listener.EnableMeasurementEvents(instrument); } };
        _metrics.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Values.Enqueue(new(instrument, value, tags.ToArray().ToDictionary())));
        _metrics.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Values.Enqueue(new(instrument, value, tags.ToArray().ToDictionary())));
        _metrics.Start();
    }

    /// <summary>The spans in the order they ended.</summary>
    public ConcurrentQueue<Activity> Spans { get; } = [];

    public ConcurrentQueue<Measured> Values { get; } = [];

    public Activity Span(string name) => Assert.Single(Spans, s => s.DisplayName == name);

    public Measured[] Of(string metric) => [.. Values.Where(v => v.Instrument.Name == metric)];

    /// <summary>Everything that was told, for finding what must not be in it.</summary>
    public string Everything() => string.Join('\n', [
        .. Spans.Select(s => $"{s.DisplayName} {s.StatusDescription} {Text(s.TagObjects)} {string.Join(' ', s.Events.Select(e => e.Name + Text(e.Tags)))} {Text(s.Baggage.Select(b => KeyValuePair.Create(b.Key, (object?)b.Value)))}"),
        .. Values.Select(v => $"{v.Instrument.Name} {Text(v.Tags)}")]);

    /// <summary>The attributes as lines, sorted: <c>name = value</c>.</summary>
    public static string[] Lines(IEnumerable<KeyValuePair<string, object?>> tags) =>
        [.. tags.Select(t => $"{t.Key} = {(t.Value is IEnumerable<string> list ? string.Join(',', list) : FormattableString.Invariant($"{t.Value}"))}").Order(StringComparer.Ordinal)];

    public void Dispose()
    {
        _spans?.Dispose();
        _metrics?.Dispose();
    }

    private static string Text(IEnumerable<KeyValuePair<string, object?>> tags) => string.Join(' ', Lines(tags));

    internal sealed record Measured(Instrument Instrument, double Value, Dictionary<string, object?> Tags);
}
