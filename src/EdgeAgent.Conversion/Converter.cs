using System.Text.RegularExpressions;
using EdgeAgent.Conversion.Checkpoints;
using EdgeAgent.Conversion.Packaging;
using EdgeAgent.Models;
using EdgeAgent.Tokenizers;

namespace EdgeAgent.Conversion;

/// <summary>Converts checkpoints to model packages: ONNX graphs of body and head over one file of quantized weights.</summary>
/// <remarks>
/// Thread-safe. Weights are streamed: memory does not grow with the model. The same source and options give the same bytes. GGUF
/// blocks are carried over without loss unless fewer bits are asked for; floating-point weights are quantized in blocks of 32.
/// </remarks>
public static partial class Converter
{
    /// <summary>What packages name as their maker.</summary>
    public const string Name = "EdgeAgent.Conversion";

    /// <summary>Changes whenever the same source and options would give other bytes.</summary>
    public const string Version = "4";

    /// <summary>Converts a checkpoint, or makes a package of random weights.</summary>
    /// <param name="options">What, into what, where.</param>
    /// <param name="progress">Told of <see cref="ModelStage.Converting"/> in steps of a hundredth, from several threads; may be
    /// null.</param>
    /// <param name="cancellationToken">Stops the work between pieces; what was written is deleted.</param>
    /// <returns>The package.</returns>
    /// <exception cref="ConversionException">
    /// EA4040 to EA4042: a file of PyTorch's is of a kind that is not read. EA4043: the weights are quantized already. EA4101: the source cannot be read or is none. EA4102: its settings are incomplete or damaged. EA4103: its architecture is not
    /// supported. EA4104 to EA4107: a tensor is missing, or of a shape, type or name that is not supported. EA4108: a file of weights is
    /// damaged. EA4109: the destination is not an empty folder, or cannot be written. EA4110: the options do not go together. EA4111: the
    /// tokenizer cannot be used. EA4112: a weight is not finite. EA4113: a matrix does not divide into blocks.
    /// </exception>
    /// <exception cref="TokenizerException">EA303x: a GGUF file's header cannot be read. Others: its tokenizer is not
    /// supported.</exception>
    public static Task<ModelPackage> ConvertAsync(
        ConversionOptions options, IProgress<ModelProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Source is null == options.Random is null)
            throw ConversionErrors.Option("Either a source or a random shape must be given, not both.", "the options");
        return Task.Run(() => Convert(options, progress, cancellationToken), cancellationToken);
    }

    private static ModelPackage Convert(ConversionOptions options, IProgress<ModelProgress>? progress, CancellationToken cancellationToken)
    {
        using Checkpoint checkpoint = Open(options);
        string id = options.Id ?? options.Entry?.Id ?? DefaultId(options);
        string folder = Prepare(options.Destination);
        PercentProgress percent = new(progress, id);
        try
        {
            new PackageWriter(checkpoint, options, id, folder).Write(percent.Report, cancellationToken);
            return ModelPackage.Open(folder);
        }
        catch (Exception e)
        {
            foreach (string file in Directory.EnumerateFiles(folder)) File.Delete(file);
            Exception first = e is AggregateException { InnerException: Exception inner } ? inner : e;
            if (first is IOException or UnauthorizedAccessException)
                throw new ConversionException("EA4109", $"The package cannot be written: {first.Message}", folder,
                    "Make room, or choose a folder that can be written.", first);
            if (first != e) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
            throw;
        }
    }

    private static Checkpoint Open(ConversionOptions options)
    {
        if (options.Random is RandomModel random) return new RandomCheckpoint(random);
        string source = Path.GetFullPath(options.Source!);
        if (Directory.Exists(source)) return HuggingFaceCheckpoint.Open(source);
        if (!File.Exists(source)) throw ConversionErrors.NoSource("There is no such file or folder.", source);
        if (source.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
            throw ConversionErrors.NoSource("A safetensors file alone does not tell the network's numbers: give its folder.", source);
        return FolderWeights.IsTorch(source) ? HuggingFaceCheckpoint.OpenFile(source) : GgufCheckpoint.Open(source);
    }

    private static string DefaultId(ConversionOptions options)
    {
        if (options.Random is not null) return "random";
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Source!)));
        return GgufEnding().Replace(name, "").ToLowerInvariant();
    }

    [GeneratedRegex(@"(-[0-9]{5}-of-[0-9]{5})?\.gguf\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex GgufEnding();

    private static string Prepare(string destination)
    {
        string folder = Path.GetFullPath(destination);
        try
        {
            Directory.CreateDirectory(folder);
            if (!Directory.EnumerateFileSystemEntries(folder).Any()) return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConversionException("EA4109", $"The destination cannot be written: {e.Message}", folder,
                "Choose a folder that can be written.", e);
        }
        throw new ConversionException("EA4109", "The destination is not empty.", folder, "Choose another folder, or delete what is in it.");
    }
}
