using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace EdgeAgent.Agents.Telemetry;

/// <summary>The source of all spans and the meter of all metrics, with the buckets that the conventions advise.</summary>
internal static class Instruments
{
    private static readonly string? Version = typeof(Instruments).Assembly.GetName().Version?.ToString(3);
    private static readonly Meter Meter = new(AgentTelemetryOptions.SourceName, Version);

    // Each bound twice the one before; token counts four times.
    private static readonly double[] Seconds = [.. Enumerable.Range(0, 14).Select(i => 0.01 * (1 << i))];
    private static readonly double[] TurnSeconds = [.. Enumerable.Range(0, 13).Select(i => 0.1 * (1 << i))];
    private static readonly long[] Tokens = [.. Enumerable.Range(0, 14).Select(i => 1L << (2 * i))];
    private static readonly double[] Shares = [.. Enumerable.Range(0, 10).Select(i => i / 10.0)];

    public static ActivitySource Source { get; } = new(AgentTelemetryOptions.SourceName, Version);

    public static Histogram<double> OperationDuration { get; } = Times(GenAiNames.OperationDuration, "Time of a model call.", Seconds);

    public static Histogram<double> TimeToFirstChunk { get; } =
        Times(GenAiNames.TimeToFirstChunk, "From the request to the first piece of the answer.", Seconds);

    public static Histogram<double> TimePerOutputChunk { get; } =
        Times(GenAiNames.TimePerOutputChunk, "From a piece of the answer to the next.", Seconds);

    public static Histogram<double> InvokeAgentDuration { get; } = Times(GenAiNames.InvokeAgentDuration, "Time of an agent turn.", TurnSeconds);

    public static Histogram<double> ExecuteToolDuration { get; } =
        Times(GenAiNames.ExecuteToolDuration, "Time of a tool call, waiting for its place and retries included.", Seconds);

    public static Histogram<long> TokenUsage { get; } = Meter.CreateHistogram(
        GenAiNames.TokenUsage, "{token}", "Tokens of prompts and answers.", null, new InstrumentAdvice<long> { HistogramBucketBoundaries = Tokens });

    public static Histogram<double> ForcedTokenShare { get; } =
        Share(OwnNames.ForcedShareMetric, "Tokens of an answer that the grammar left no choice about.");

    public static Histogram<double> CachedTokenShare { get; } =
        Share(OwnNames.CachedShareMetric, "Tokens of a prompt that a cache had already.");

    public static Counter<long> ToolCalls { get; } =
        Meter.CreateCounter<long>(OwnNames.ToolCallCount, "{call}", "Tool calls that a model asked for, by how they ended.");

    /// <summary>Somebody looks at model calls.</summary>
    public static bool ModelCallsAreWatched =>
        Source.HasListeners() || OperationDuration.Enabled || TokenUsage.Enabled || TimeToFirstChunk.Enabled || TimePerOutputChunk.Enabled
        || ForcedTokenShare.Enabled || CachedTokenShare.Enabled;

    /// <summary>Somebody looks at turns.</summary>
    public static bool TurnsAreWatched => Source.HasListeners() || InvokeAgentDuration.Enabled;

    /// <summary>Somebody looks at handlers that run.</summary>
    public static bool ToolCallsAreWatched => Source.HasListeners() || ExecuteToolDuration.Enabled;

    private static Histogram<double> Times(string name, string description, double[] buckets) =>
        Meter.CreateHistogram(name, "s", description, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = buckets });

    private static Histogram<double> Share(string name, string description) =>
        Meter.CreateHistogram(name, "1", description, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = Shares });
}
