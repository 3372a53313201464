using System.CommandLine;
using System.Globalization;
using EdgeAgent.Conversion;
using EdgeAgent.Models;
using EdgeAgent.Tokenizers;
using SmartHome.Terminal;

namespace EdgeAgent.Cli.Commands;

/// <summary><c>edge-agent convert SOURCE -o DIR</c>: makes a model package of published weights, or of random ones.</summary>
internal static class ConvertCommand
{
    public static Command Create(CliHost host)
    {
        Argument<string?> source = new("source")
        {
            Description = "A .gguf file (of a split model, any part) or a folder with config.json and safetensors.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string> output = new("--output", "-o")
        {
            Description = "The package's folder: new, or empty.",
            Required = true,
            HelpName = "DIR",
        };
        Option<long?> bits = NumberOption.OneOf("--bits",
            "Bits a weight. Without it a GGUF's blocks stay as they are, and all else becomes 4 bits, attention's values 8.", 4, 8, 32);
        Option<long?> block = NumberOption.OneOf("--block",
            "Numbers that share a scale in what is quantized anew (without it 32).", 16, 32, 64, 128, 256);
        Option<bool> symmetric = new("--symmetric") { Description = "No zero points in what is quantized anew (without it for 8 bits)." };
        Option<bool> asymmetric = new("--asymmetric") { Description = "An integer zero point in each block (without it for 4 bits)." };
        Option<string?> head = new("--head")
        {
            Description = "Bits of the embedding and the head (without it as --bits).",
            HelpName = "4|8|float",
        };
        head.AcceptOnlyFromAmong("4", "8", "float");
        Option<long?> accuracy = NumberOption.OneOf(
            "--accuracy-level", "4 (without it): int8 activations, fast. 0: float32, exact and slow.", 0, 4);
        Option<string> form = new("--form")
        {
            Description = "genai: what ONNX Runtime GenAI loads, one graph with genai_config.json. generic (without it): EdgeAgent's own.",
            DefaultValueFactory = static _ => "generic",
            HelpName = "generic|genai",
        };
        form.AcceptOnlyFromAmong("generic", "genai");
        Option<string?> tokenizer = new("--tokenizer")
        {
            Description = "A tokenizer.json, or a folder that has one, instead of the source's own.",
            HelpName = "PATH",
        };
        Option<string?> random = new("--random")
        {
            Description = $"Random weights in the shape of a model of the manifest, or '{RandomModel.Tiny}', instead of a source.",
            HelpName = "SHAPE",
        };
        Option<long?> layers = NumberOption.Between(
            "--layers", "With --random: so many layers instead of the model's own number.", 1, 512);
        Option<long?> seed = NumberOption.Between(
            "--seed", "With --random: the same seed gives the same weights.", long.MinValue, long.MaxValue);
        Option<string?> id = new("--id") { Description = "The package's id." };
        Command command = new("convert", "Makes a model package: ONNX graphs over one file of quantized weights.")
        {
            source, output, bits, block, symmetric, asymmetric, head, accuracy, form, tokenizer, random, layers, seed, id,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(source) is null == result.GetValue(random) is null)
                result.AddError("Give a source or --random SHAPE, one of them.");
            if (result.GetValue(random) is null && (result.GetResult(seed) ?? result.GetResult(layers)) is not null)
                result.AddError("--seed and --layers go with --random.");
            if (result.GetValue(symmetric) && result.GetValue(asymmetric)) result.AddError("Give --symmetric or --asymmetric, not both.");
        });
        command.SetAction((parsed, stop) =>
        {
            string? shape = parsed.GetValue(random);
            ModelManifest.Embedded.TryFind(shape ?? "", out ModelManifestEntry? entry);
            return RunAsync(host, new ConversionOptions
            {
                Source = parsed.GetValue(source),
                Random = shape is null ? null : RandomModel.Of(
                    shape, layers: (int?)parsed.GetValue(layers), seed: parsed.GetValue(seed) ?? 0),
                Entry = entry,
                Destination = parsed.GetRequiredValue(output),
                Id = parsed.GetValue(id),
                Form = parsed.GetValue(form) == "genai" ? PackageForm.GenAi : PackageForm.Generic,
                Weights = Format(parsed.GetValue(bits)),
                Table = TableFormat(parsed.GetValue(head)),
                Block = (int)(parsed.GetValue(block) ?? 32),
                Symmetric = parsed.GetValue(symmetric) ? true : parsed.GetValue(asymmetric) ? false : null,
                AccuracyLevel = (int)(parsed.GetValue(accuracy) ?? 4),
                Tokenizer = parsed.GetValue(tokenizer),
            }, stop);
        });
        return command;
    }

    private static async Task<int> RunAsync(CliHost host, ConversionOptions options, CancellationToken stop)
    {
        ModelPackage package;
        try
        {
            using ProgressLine progress = new(host.Error, host.ErrorIsTerminal);
            package = await Converter.ConvertAsync(options, progress, stop);
        }
        catch (TokenizerException e) // a GGUF's header, or a tokenizer's file: here they are what the user gave, not a model of ours
        {
            Failures.Report(e, host.Error);
            return ExitCodes.BadInput;
        }
        IReadOnlyList<PackageFile> files = package.Descriptor.Files;
        host.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{package.Descriptor.Id}: {files.Count} files, {files.Sum(file => file.Bytes):N0} bytes in {package.Folder}"));
        return ExitCodes.Done;
    }

    private static WeightFormat TableFormat(string? head) => head switch
    {
        "4" => WeightFormat.Int4,
        "8" => WeightFormat.Int8,
        "float" => WeightFormat.Float32,
        _ => WeightFormat.Auto,
    };

    private static WeightFormat Format(long? bits) => bits switch
    {
        4 => WeightFormat.Int4,
        8 => WeightFormat.Int8,
        32 => WeightFormat.Float32,
        _ => WeightFormat.Auto,
    };
}
