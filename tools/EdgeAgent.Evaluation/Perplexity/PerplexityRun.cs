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
    public PerplexityRow Measure(ModelPackage package, string source, string way, CancellationToken cancellationToken)
    {
        using LoadedModel model = LoadedModel.Load(package, new() { Threads = threads });
        int most = Math.Min(tokens, model.Capacity + 1); // the last token is only predicted
        (string, int, double)[] losses = [.. texts.Select(text =>
        {
            int[] ids = text.IdsFor(package, most);
            return (text.Name, ids.Length - 1, PerplexityMeter.MeanLoss(model, ids, cancellationToken));
        })];
        long bytes = package.Descriptor.Files.Where(static file => file.Name.EndsWith(".data", StringComparison.Ordinal)).Sum(static file => file.Bytes);
        return new(source, way, package.Descriptor.Quantization, bytes, losses);
    }

    /// <summary>Converts a source by a way into a folder that is deleted afterwards, and measures it.</summary>
    public async Task<PerplexityRow> MeasureAsync(string source, string name, string way, string work, CancellationToken cancellationToken)
    {
        string folder = Path.Combine(work, "package");
        try
        {
            ConversionOptions options = QuantizationWay.Apply(way, new() { Source = source, Destination = folder, Id = "measured" });
            return Measure(await Converter.ConvertAsync(options, null, cancellationToken), name, way, cancellationToken);
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }
}
