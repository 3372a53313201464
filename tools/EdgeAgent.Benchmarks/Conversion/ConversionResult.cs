using System.Globalization;
using System.Text.Json.Nodes;

namespace EdgeAgent.Benchmarks.Conversion;

/// <summary>What converting a checkpoint took.</summary>
/// <param name="Shape">Its name, and the number of its layers.</param>
/// <param name="Layers">Layers of the network.</param>
/// <param name="SourceBytes">The weights.</param>
/// <param name="PackageBytes">All files of the package.</param>
/// <param name="WallSeconds">By the wall's clock, with the hashes of source and package.</param>
/// <param name="CpuSeconds">Of all threads.</param>
/// <param name="PeakBytes">The most memory beside the page cache.</param>
/// <param name="AllocatedBytes">All that the process allocated on the managed heap.</param>
internal sealed record ConversionResult(
    string Shape, int Layers, long SourceBytes, long PackageBytes, double WallSeconds, double CpuSeconds, long PeakBytes, long AllocatedBytes)
{
    /// <summary>The promise: 2 GB.</summary>
    public const long MostBytes = 2_000_000_000;

    public double MegabytesPerSecond => SourceBytes / 1e6 / WallSeconds;

    public string ToText() => string.Create(CultureInfo.InvariantCulture,
        $"{Shape}, {Layers} layers: {SourceBytes / 1e6:N0} MB to {PackageBytes / 1e6:N0} MB in {WallSeconds:0.0} s ({MegabytesPerSecond:0} MB/s), "
        + $"CPU {CpuSeconds:0.0} s; memory {PeakBytes / 1e6:0} MB at most, {AllocatedBytes / 1e6:0} MB allocated in all");

    public string ToJson() => new JsonObject
    {
        ["shape"] = Shape,
        ["layers"] = Layers,
        ["source_bytes"] = SourceBytes,
        ["package_bytes"] = PackageBytes,
        ["wall_s"] = Math.Round(WallSeconds, 2),
        ["cpu_s"] = Math.Round(CpuSeconds, 2),
        ["mb_per_s"] = Math.Round(MegabytesPerSecond, 1),
        ["peak_bytes"] = PeakBytes,
        ["allocated_bytes"] = AllocatedBytes,
    }.ToJsonString();
}
