using System.Text;
using EdgeAgent.Conversion.Checkpoints;
using EdgeAgent.Conversion.Graphs;
using EdgeAgent.Conversion.Onnx;
using EdgeAgent.Models;

namespace EdgeAgent.Conversion.Packaging;

/// <summary>Writes a package's files into an empty folder, the descriptor (of another form, its configuration) last: a folder without one is no package.</summary>
internal sealed class PackageWriter(Checkpoint checkpoint, ConversionOptions options, string id, string folder)
{
    private readonly List<string> _files = [];

    public void Write(Action<double> progress, CancellationToken cancellationToken)
    {
        GraphWeights weights = new();
        DecoderGraphs graphs = new(checkpoint, options, weights);
        TokenizerParts tokenizer = TokenizerParts.Collect(checkpoint, options);
        string dataFile = options.Form == PackageForm.GenAi ? "model.onnx.data" : "weights.data";
        WeightsFile.Write(PathOf(dataFile), weights, progress, cancellationToken);
        foreach ((string name, OnnxGraph graph) in graphs.All) Save(name + ".onnx", OnnxFile.Write(graph, dataFile, Converter.Name, Converter.Version));
        if (tokenizer.Json is byte[] json) Save(TokenizerFiles.Name, CompactJson.Of(json));
        if (tokenizer.Template is string template) Save(TokenizerFiles.TemplateName, Encoding.UTF8.GetBytes(template));
        if (options.Form == PackageForm.GenAi)
        {
            if (GenAiFiles.TokenizerSettings(checkpoint, options, tokenizer) is byte[] settings) Save(GenAiFiles.TokenizerSettingsName, settings);
            Save(GenAiFiles.ConfigName, GenAiFiles.Config(checkpoint.Architecture, tokenizer.Tokens, options.Entry?.Generation, graphs.MaxLength));
            return;
        }
        string[] written = [.. _files.Select(name => Path.Combine(folder, name))];
        // Side by side with the source's: a large model's hashes take about as long as its conversion.
        PackageFile[] hashed = Hash([.. written, .. options.SourceFiles is null ? checkpoint.Files : []], cancellationToken);
        PackageFile[] files = hashed[..written.Length];
        IReadOnlyList<PackageFile> source = options.SourceFiles ?? hashed[written.Length..];
        ModelDescriptor descriptor = PackageDescriptor.Of(checkpoint, options, id, graphs, weights, tokenizer, files, source);
        Save(ModelDescriptor.FileName, Encoding.UTF8.GetBytes(descriptor.ToJson()));
    }

    private static PackageFile[] Hash(IEnumerable<string> paths, CancellationToken cancellationToken)
        => [.. paths.AsParallel().AsOrdered().WithMergeOptions(ParallelMergeOptions.FullyBuffered).WithCancellation(cancellationToken).Select(path
            => new PackageFile(Path.GetFileName(path), new FileInfo(path).Length, FileHash.Compute(path, progress: null, cancellationToken)))];

    private string PathOf(string name)
    {
        _files.Add(name);
        return Path.Combine(folder, name);
    }

    private void Save(string name, ReadOnlySpan<byte> content)
    {
        using FileStream stream = new(PathOf(name), FileMode.CreateNew);
        stream.Write(content);
        stream.Flush(flushToDisk: true);
    }
}
