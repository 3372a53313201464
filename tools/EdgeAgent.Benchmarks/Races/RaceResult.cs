using System.Globalization;
using System.Text.Json.Nodes;

namespace EdgeAgent.Benchmarks.Races;

/// <summary>One mode of a race. Sizes in bytes, times in seconds, the fields named as the peer names them in <see cref="ToJson"/>.</summary>
internal sealed record RaceResult
{
    public required string Tokenizer { get; init; }

    public required string Mode { get; init; }

    public required string Api { get; init; }

    public required int Documents { get; init; }

    public required int Bytes { get; init; }

    public required RunTimes Times { get; init; }

    public required LoadTimes Load { get; init; }

    /// <summary>FNV-1a, 64 bits, over all ids in order.</summary>
    public required ulong Hash { get; init; }

    public required int? Core { get; init; }

    /// <summary>The line of the peer's run in this race, with its best load.</summary>
    public JsonObject? Peer { get; init; }

    public double MegabytesPerSecond => Bytes / 1e6 / Times.Best;

    public double? Ratio => Peer is null ? null : MegabytesPerSecond / (double)Peer["mb_per_s"]!;

    public bool? SameIds => Peer is null ? null : (string?)Peer["ids_fnv1a64"] == HashText;

    private string HashText => Hash.ToString("x16", CultureInfo.InvariantCulture);

    private double AllocatedPerMegabyte => Times.Allocated / (Bytes / 1e6);

    public string ToJson() => new JsonObject
    {
        ["tokenizer"] = Tokenizer,
        ["crate"] = "EdgeAgent.Tokenizers",
        ["mode"] = Mode,
        ["api"] = Api,
        ["cache"] = "cold",
        ["documents"] = Documents,
        ["bytes"] = Bytes,
        ["tokens"] = Times.Tokens,
        ["seconds_cpu"] = Math.Round(Times.Best, 6),
        ["seconds_wall"] = Math.Round(Times.WallOfBest, 6),
        ["seconds_cpu_all"] = new JsonArray([.. Times.All.Select(seconds => JsonValue.Create(Math.Round(seconds, 6)))]),
        ["mb_per_s"] = Math.Round(MegabytesPerSecond, 4),
        ["load_ms"] = Math.Round(Load.Wall * 1e3, 3),
        ["load_cpu_ms"] = Math.Round(Load.Cpu * 1e3, 3),
        ["ids_fnv1a64"] = HashText,
        ["ratio"] = Ratio is { } ratio ? Math.Round(ratio, 3) : null,
        ["same_ids"] = SameIds,
        ["allocated_bytes_per_mb"] = Math.Round(AllocatedPerMegabyte),
        ["load_first_ms"] = Math.Round(Load.First * 1e3, 3),
        ["core"] = Core,
        ["cpu_clock"] = CpuClock.IsCpuTime ? "thread" : "wall",
        ["peer"] = Peer?.DeepClone(),
    }.ToJsonString();

    public string ToText() => string.Create(CultureInfo.InvariantCulture,
        $"{Tokenizer} {Mode}: {MegabytesPerSecond:F1} MB/s, {AllocatedPerMegabyte:N0} bytes allocated a MB, load {Load.Wall * 1e3:F0} ms")
        + (Peer is null ? "" : string.Create(CultureInfo.InvariantCulture,
            $"; peer {(double)Peer["mb_per_s"]!:F1} MB/s, load {(double)Peer["load_ms"]!:F0} ms; ratio {Ratio:F1}, ids {(SameIds == true ? "equal" : "DIFFER")}"));
}
