using System.Globalization;
using System.Text.Json.Nodes;
using EdgeAgent.Models;

namespace EdgeAgent.Evaluation.Perplexity;

/// <summary>What one way of quantizing takes on disk and loses.</summary>
/// <param name="Source">The weights that were converted.</param>
/// <param name="Way">The converter's options.</param>
/// <param name="Quantization">What the package tells of it.</param>
/// <param name="Bytes">The file of weights.</param>
/// <param name="Losses">What it loses on each text.</param>
internal sealed record PerplexityRow(string Source, string Way, QuantizationInfo Quantization, long Bytes, IReadOnlyList<TextLoss> Losses)
{
    /// <summary>The head of the table to whose rows <see cref="ToText"/> belongs.</summary>
    public static string Head(IReadOnlyList<PerplexityText> texts)
    {
        string[] columns = ["source", "options", "bits", "block", "table", "MB", .. texts.SelectMany(static text => new[] { text.Name, "Δ %", "KL" })];
        return $"| {string.Join(" | ", columns)} |\n|{string.Concat(Enumerable.Repeat("---|", columns.Length))}";
    }

    /// <summary>A row of the table: perplexities, and their differences to a reference in percent.</summary>
    public string ToText(PerplexityRow? reference)
    {
        IEnumerable<string> losses = Losses.Select((loss, i) => string.Create(CultureInfo.InvariantCulture,
            $"{Math.Exp(loss.Nll):0.00} | {(reference is null ? "" : $"{100 * (Math.Exp(loss.Nll - reference.Losses[i].Nll) - 1):+0.00;-0.00;0.00}")} | {loss.Divergence:0.0000}"));
        return string.Create(CultureInfo.InvariantCulture,
            $"| {Source} | {Way} | {Quantization.Bits} | {Quantization.Block} | {Quantization.TableBits} | {Bytes / 1e6:0.0} | {string.Join(" | ", losses)} |");
    }

    /// <summary>The row as a line of JSON.</summary>
    public string ToJson(PerplexityRow? reference) => new JsonObject
    {
        ["source"] = Source,
        ["options"] = Way,
        ["bits"] = Quantization.Bits,
        ["block"] = Quantization.Block,
        ["table_bits"] = Quantization.TableBits,
        ["scheme"] = Quantization.Scheme,
        ["accuracy_level"] = Quantization.AccuracyLevel,
        ["bytes"] = Bytes,
        ["texts"] = new JsonArray([.. Losses.Select((loss, i) => (JsonNode)new JsonObject
        {
            ["text"] = loss.Text,
            ["tokens"] = loss.Tokens,
            ["nll"] = Math.Round(loss.Nll, 6),
            ["perplexity"] = Math.Round(Math.Exp(loss.Nll), 4),
            ["divergence"] = loss.Divergence is double divergence ? Math.Round(divergence, 6) : null,
            ["percent"] = reference is null ? null : Math.Round(100 * (Math.Exp(loss.Nll - reference.Losses[i].Nll) - 1), 3),
        })]),
    }.ToJsonString();
}
