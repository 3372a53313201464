using System.Globalization;
using System.Text.Json.Nodes;

namespace EdgeAgent.Benchmarks.Masks;

/// <summary>How times are spread, in microseconds. Percentiles by nearest rank: the smallest value that so many are not above.</summary>
internal readonly record struct Distribution(int Count, double Mean, double P50, double P90, double P99, double P999, double Max)
{
    /// <summary>Of nanoseconds, which are sorted here.</summary>
    public static Distribution OfNanoseconds(List<long> times)
    {
        if (times.Count == 0) return default;
        times.Sort();
        double sum = 0;
        foreach (long time in times) sum += time;
        return new Distribution(times.Count, sum / times.Count / 1e3, At(0.5), At(0.9), At(0.99), At(0.999), times[^1] / 1e3);

        double At(double share) => times[Math.Max(0, (int)Math.Ceiling(share * times.Count) - 1)] / 1e3;
    }

    public JsonObject ToJson() => new()
    {
        ["mean"] = Math.Round(Mean, 3), ["p50"] = Math.Round(P50, 3), ["p90"] = Math.Round(P90, 3), ["p99"] = Math.Round(P99, 3),
        ["p999"] = Math.Round(P999, 3), ["max"] = Math.Round(Max, 3),
    };

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"mean {Mean:F1}, p50 {P50:F1}, p90 {P90:F1}, p99 {P99:F1}, p99.9 {P999:F1}, max {Max:F1} µs");
}
