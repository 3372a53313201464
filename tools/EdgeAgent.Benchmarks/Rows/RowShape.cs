using EdgeAgent.Conversion;
using EdgeAgent.Models;

namespace EdgeAgent.Benchmarks.Rows;

/// <summary>What of a manifest row is built: its network at full width, and of its layers as few as show every kind of them.</summary>
internal static class RowShape
{
    private const int Least = 2;

    /// <summary>Layers to build: two, or so many that one with a window and one without are among them.</summary>
    public static int Layers(ModelArchitecture architecture)
    {
        int[] windows = [.. architecture.SlidingWindow ?? []];
        int firstWide = Array.IndexOf(windows, 0), firstNarrow = Array.FindIndex(windows, static window => window > 0);
        return Math.Max(Least, Math.Max(firstWide, firstNarrow) + 1);
    }

    /// <summary>The network of random weights.</summary>
    /// <param name="entry">The row.</param>
    /// <param name="layers">Layers; null for <see cref="Layers"/>.</param>
    public static RandomModel Random(ModelManifestEntry entry, int? layers = null)
    {
        ModelArchitecture full = entry.Architecture;
        int count = Math.Min(layers ?? Layers(full), full.Layers);
        return new(full with { Layers = count, SlidingWindow = full.SlidingWindow is { } windows ? [.. windows.Take(count)] : null });
    }

    /// <summary>Words that make a prompt longer than the window of a network with a short one; 0 for others, whose windows would take minutes to fill.</summary>
    public static int Padding(ModelArchitecture architecture)
        => architecture.SlidingWindow?.Where(static window => window is > 0 and <= 1024).Select(static window => window + 64).DefaultIfEmpty(0).Max() ?? 0;

    /// <summary>Parameters of a network, its norms left out.</summary>
    public static long Parameters(ModelArchitecture a)
    {
        long attention = (long)a.Hidden * a.HeadSize * ((2 * a.Heads) + (2 * a.KvHeads));
        return (a.Layers * (attention + (3L * a.Hidden * a.Mlp))) + ((a.Tied ? 1L : 2L) * a.Vocabulary * a.Hidden);
    }
}
