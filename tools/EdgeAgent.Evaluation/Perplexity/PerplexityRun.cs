using EdgeAgent.Conversion;
using EdgeAgent.Inference;
using EdgeAgent.Models;

namespace EdgeAgent.Evaluation.Perplexity;

/// <summary>Measures packages on texts.</summary>
/// <param name="texts">The texts.</param>
/// <param name="tokens">So many tokens of each at most.</param>
/// <param name="threads">Threads of an operator.</param>
internal sealed class PerplexityRun(IReadOnlyList<PerplexityText> texts, int tokens, int threads)
{
    /// <summary>Measures a package.</summary>
    /// <param name="package">The package.</param>
    /// <param name="source">The row's source.</param>
    /// <param name="way">The row's options.</param>
    /// <param name="reference">A folder for the logits of a reference: one that is empty is filled, with another's the package is compared. May be null.</param>
    /// <param name="cancellationToken">Stops.</param>
    public PerplexityRow Measure(ModelPackage package, string source, string way, string? reference, CancellationToken cancellationToken)
    {
        using LoadedModel model = LoadedModel.Load(package, new() { Threads = threads });
        int most = Math.Min(tokens, model.Capacity + 1); // the last token is only predicted
        TextLoss[] losses = [.. texts.Select(text =>
        {
            int[] ids = text.IdsFor(package, most);
            string? file = reference is null ? null : Path.Combine(reference, text.Name + ".logits");
            bool compare = File.Exists(file);
            using FileStream? logits = file is null ? null : new(file, compare ? FileMode.Open : FileMode.CreateNew);
            (double loss, double? divergence) = PerplexityMeter.Measure(model, ids, compare ? null : logits, compare ? logits : null, cancellationToken);
            return new TextLoss(text.Name, ids.Length - 1, loss, divergence);
        })];
        long bytes = package.Descriptor.Files.Where(static file => file.Name.EndsWith(".data", StringComparison.Ordinal)).Sum(static file => file.Bytes);
        return new(source, way, package.Descriptor.Quantization, bytes, losses);
    }

    /// <summary>Converts a source by a way into a folder that is deleted afterwards, and measures it.</summary>
    public async Task<PerplexityRow> MeasureAsync(string source, string name, string way, string work, string? reference, CancellationToken cancellationToken)
    {
        string folder = Path.Combine(work, "package");
        try
        {
            ConversionOptions options = QuantizationWay.Apply(way, new() { Source = source, Destination = folder, Id = "measured" });
            return Measure(await Converter.ConvertAsync(options, null, cancellationToken), name, way, reference, cancellationToken);
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }
}
