using System.Globalization;
using System.Text.Json.Nodes;

namespace EdgeAgent.Benchmarks.Rows;

/// <summary>What came of a row.</summary>
/// <param name="Id">The row's id.</param>
/// <param name="Parameters">Of the whole network, its norms left out.</param>
internal sealed record RowResult(string Id, long Parameters)
{
    /// <summary>The table's head.</summary>
    public const string Header =
        "| row | parameters, M | layers built | MB on disk | convert s | load ms | prompt tokens | first call ms | result |\n|---|--:|--:|--:|--:|--:|--:|--:|---|";

    public int Layers { get; init; }

    public long Bytes { get; init; }

    public TimeSpan Convert { get; init; }

    public TimeSpan Load { get; init; }

    public long? PromptTokens { get; init; }

    public TimeSpan FirstCall { get; init; }

    /// <summary>What went wrong; null for nothing.</summary>
    public string? Failure { get; init; }

    public string ToText() => string.Create(CultureInfo.InvariantCulture,
        $"| {Id} | {Parameters / 1e6:F0} | {Layers} | {Bytes / 1e6:F0} | {Convert.TotalSeconds:F1} | {Load.TotalMilliseconds:F0} | {PromptTokens} | {FirstCall.TotalMilliseconds:F0} | {Failure ?? "call and answer valid"} |");

    public string ToJson() => new JsonObject
    {
        ["row"] = Id,
        ["parameters"] = Parameters,
        ["layers"] = Layers,
        ["bytes"] = Bytes,
        ["convert_s"] = Math.Round(Convert.TotalSeconds, 2),
        ["load_ms"] = Math.Round(Load.TotalMilliseconds),
        ["prompt_tokens"] = PromptTokens,
        ["first_call_ms"] = Math.Round(FirstCall.TotalMilliseconds),
        ["failure"] = Failure,
    }.ToJsonString();
}
