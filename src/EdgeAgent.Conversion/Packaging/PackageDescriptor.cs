using System.Globalization;
using EdgeAgent.Conversion.Checkpoints;
using EdgeAgent.Conversion.Graphs;
using EdgeAgent.Conversion.Onnx;
using EdgeAgent.Conversion.Quantization;
using EdgeAgent.Models;
using EdgeAgent.Models.Foreign;

namespace EdgeAgent.Conversion.Packaging;

/// <summary>Tells what was written.</summary>
internal static class PackageDescriptor
{
    public static ModelDescriptor Of(
        Checkpoint checkpoint, ConversionOptions options, string id, DecoderGraphs graphs, GraphWeights weights, TokenizerParts tokenizer,
        IReadOnlyList<PackageFile> files, IReadOnlyList<PackageFile> source) => new()
        {
            FormatVersion = ModelDescriptor.CurrentFormatVersion,
            Id = id,
            Architecture = checkpoint.Architecture,
            Graphs =
            [
                new() { Role = GraphRole.Body, Form = GraphForm.Generic, Input = GraphInput.Ids, File = "body.onnx" },
                new() { Role = GraphRole.Head, Form = GraphForm.Generic, File = "head.onnx" },
            ],
            Kv = new() { Type = "float32", Layout = KvFormat.HeadsFirst, InPlace = true, MaxLength = graphs.MaxLength },
            Table = Table(graphs.Head),
            Tokenizer = tokenizer.Json is null ? null : TokenizerFiles.Name,
            ChatTemplate = tokenizer.Template is null ? null : TokenizerFiles.TemplateName,
            Quantization = Quantization(graphs, weights, options),
            Tokens = tokenizer.Tokens,
            ToolCalls = options.Entry?.ToolCalls ?? (tokenizer.Template is string template ? ToolCallMarks.Of(template) : null),
            Generation = options.Entry?.Generation,
            Files = files,
            Licence = options.Entry?.Licence ?? (checkpoint.Licence is string licence ? new() { Id = SpdxOf(licence) } : null),
            Provenance = Provenance(checkpoint, options, source, graphs.MaxLength),
            StandIn = StandIn(options),
        };

    private static VocabularyTable? Table(MatrixTensors head)
    {
        if (head.Tensors.Any(static tensor => tensor.Inline is not null)) return null; // A vocabulary of some dozens: not worth a place.
        return new()
        {
            File = "weights.data",
            Offset = head.Blobs.Offset,
            Bytes = head.Blobs.Bytes,
            Rows = (int)head.Rows,
            Columns = (int)head.Columns,
            Bits = head.Plan.Bits,
            Block = head.Plan.Block,
            Layout = head.Plan.Bits == 32 ? VocabularyTable.FloatLayout : VocabularyTable.BlocksLayout,
            Scales = Place(head.Scales),
            Correction = Place(head.Corrections),
            ZeroPoints = Place(head.ZeroPoints),
        };
    }

    private static TensorPlace? Place(OnnxTensor? tensor) => tensor is null ? null : new("weights.data", tensor.Offset, tensor.Bytes);

    private static QuantizationInfo Quantization(DecoderGraphs graphs, GraphWeights weights, ConversionOptions options)
    {
        MatrixTensors[] layers = [.. weights.Matrices.Where(static matrix => matrix.Name.StartsWith("layer.", StringComparison.Ordinal))];
        MatrixPlan plan = layers.GroupBy(static matrix => matrix.Plan.Bits)
            .MaxBy(static group => group.Sum(static matrix => matrix.Rows * matrix.Columns))!.First().Plan;
        bool carried = layers.All(static matrix => matrix.Parts.All(part => matrix.Plan.Carries(part.Encoding)));
        return new()
        {
            Bits = plan.Bits,
            TableBits = graphs.Head.Plan.Bits,
            Block = plan.Block,
            Scheme = plan.Bits == 32 ? "none" : carried ? "source" : plan.ZeroPoints ? "zero-points" : "symmetric",
            AccuracyLevel = options.AccuracyLevel,
        };
    }

    private static ModelProvenance Provenance(Checkpoint checkpoint, ConversionOptions options, IReadOnlyList<PackageFile> source,
        int maxLength)
    {
        SortedDictionary<string, string> told = new(StringComparer.Ordinal)
        {
            ["weights"] = Name(options.Weights),
            ["table"] = Name(options.Table),
            ["accuracyLevel"] = options.AccuracyLevel.ToString(CultureInfo.InvariantCulture),
            ["maxLength"] = maxLength.ToString(CultureInfo.InvariantCulture),
        };
        if (options.Block != ConversionOptions.DefaultBlock) told["block"] = options.Block.ToString(CultureInfo.InvariantCulture);
        if (options.Symmetric is bool symmetric) told["symmetric"] = symmetric ? "true" : "false";
        if (options.Random is RandomModel random) told["seed"] = random.Seed.ToString(CultureInfo.InvariantCulture);
        return new()
        {
            Source = checkpoint.Kind,
            SourceFiles = source,
            Converter = Converter.Name,
            ConverterVersion = Converter.Version,
            Options = told,
        };
    }

    private static string Name(WeightFormat format) => format switch
    {
        WeightFormat.Auto => "auto",
        WeightFormat.Int4 => "int4",
        WeightFormat.Int8 => "int8",
        _ => "float32",
    };

    private static StandIns? StandIn(ConversionOptions options)
    {
        if (options.Random is null) return null;
        bool tokenizer = options.Tokenizer is not null;
        string name = options.Entry?.StandIn?.Tokenizer is string told ? $"'{told}'" : "another model's";
        return new() { Weights = true, Tokenizer = tokenizer, Note = tokenizer ? $"The weights are random; the tokenizer is {name}." : "The weights are random." };
    }

    // Hub names are lower-case SPDX identifiers.
    private static string SpdxOf(string licence) => licence switch
    {
        "apache-2.0" => "Apache-2.0",
        "mit" => "MIT",
        _ => licence,
    };
}
