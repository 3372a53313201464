using System.Diagnostics;
using EdgeAgent.Conversion;
using EdgeAgent.Models;

namespace EdgeAgent.Benchmarks.Rows;

/// <summary>A manifest row's network with random weights, converted as a checkpoint is and loaded. Disposing it deletes the package.</summary>
internal sealed class RowModel : IDisposable
{
    private readonly string _folder;

    private RowModel(LocalModel model, string folder, TimeSpan convertTime) => (Model, _folder, ConvertTime) = (model, folder, convertTime);

    public LocalModel Model { get; }

    public TimeSpan ConvertTime { get; }

    /// <summary>Bytes of the package.</summary>
    public long Bytes => Model.Package.Descriptor.Files.Sum(static file => file.Bytes);

    /// <summary>Converts and loads.</summary>
    /// <param name="entry">The row.</param>
    /// <param name="places">Where its tokenizer and template lie.</param>
    /// <param name="layers">Layers; null for the few of <see cref="RowShape"/>.</param>
    /// <param name="cancellationToken">Stops; what was written is deleted.</param>
    public static async Task<RowModel> MakeAsync(ModelManifestEntry entry, RowPlaces places, int? layers, CancellationToken cancellationToken)
    {
        string folder = Directory.CreateTempSubdirectory("edge-agent-row-").FullName;
        try
        {
            RowParts parts = RowParts.Find(entry, places, folder);
            long start = Stopwatch.GetTimestamp();
            ModelPackage package = await Converter.ConvertAsync(new()
            {
                Random = RowShape.Random(entry, layers),
                Entry = entry,
                Tokenizer = parts.Tokenizer,
                ChatTemplate = parts.Template,
                Destination = Path.Combine(folder, "package"),
            }, null, cancellationToken);
            TimeSpan converted = Stopwatch.GetElapsedTime(start);
            return new(await LocalModel.LoadAsync(package, null, cancellationToken), folder, converted);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    public void Dispose()
    {
        Model.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
