using System.CommandLine;
using System.Globalization;
using EdgeAgent.Conversion;
using EdgeAgent.Models;
using SmartHome.Terminal;

namespace EdgeAgent.Cli.Commands;

/// <summary><c>edge-agent convert SOURCE -o DIR</c>: makes a model package of published weights, or of random ones.</summary>
internal static class ConvertCommand
{
    public static Command Create(CliHost host)
    {
        Argument<string?> source = new("source") { Description = "A .gguf file (of a split model, any part) or a folder with config.json and safetensors.", Arity = ArgumentArity.ZeroOrOne };
        Option<string> output = new("--output", "-o") { Description = "The package's folder: new, or empty.", Required = true, HelpName = "DIR" };
        Option<int?> bits = new("--bits") { Description = "4, 8 or 32 bits a weight. Without it 4- and 8-bit blocks of a GGUF stay as they are and all else becomes 4 bits." };
        Option<int> accuracy = new("--accuracy-level") { Description = "4: int8 activations, fast. 0: float32, exact and slow.", DefaultValueFactory = _ => 4 };
        Option<string?> tokenizer = new("--tokenizer") { Description = "A tokenizer.json, or a folder that has one, instead of the source's own.", HelpName = "PATH" };
        Option<string?> random = new("--random") { Description = $"Random weights in the shape of a model of the manifest, or '{RandomModel.Tiny}', instead of a source.", HelpName = "SHAPE" };
        Option<int?> layers = new("--layers") { Description = "With --random: so many layers instead of the model's own number." };
        Option<long> seed = new("--seed") { Description = "With --random: the same seed gives the same weights." };
        Option<string?> id = new("--id") { Description = "The package's id." };
        Command command = new("convert", "Makes a model package: ONNX graphs over one file of quantized weights.") { source, output, bits, accuracy, tokenizer, random, layers, seed, id };
        command.Validators.Add(result =>
        {
            if (result.GetValue(source) is null == result.GetValue(random) is null) result.AddError("Give a source or --random SHAPE, one of them.");
            if (result.GetValue(bits) is not (null or 4 or 8 or 32)) result.AddError("--bits is 4, 8 or 32.");
            if (result.GetValue(accuracy) is not (0 or 4)) result.AddError("--accuracy-level is 0 or 4.");
            if (result.GetValue(layers) < 1) result.AddError("--layers is at least 1.");
            if (result.GetValue(random) is null && (result.GetResult(seed) is { Implicit: false } || result.GetValue(layers) is not null)) result.AddError("--seed and --layers go with --random.");
        });
        command.SetAction((parsed, stop) =>
        {
            string? shape = parsed.GetValue(random);
            ModelManifest.Embedded.TryFind(shape ?? "", out ModelManifestEntry? entry);
            return RunAsync(host, new ConversionOptions
            {
                Source = parsed.GetValue(source),
                Random = shape is null ? null : RandomModel.Of(shape, layers: parsed.GetValue(layers), seed: parsed.GetValue(seed)),
                Entry = entry,
                Destination = parsed.GetRequiredValue(output),
                Id = parsed.GetValue(id),
                Weights = Format(parsed.GetValue(bits)),
                AccuracyLevel = parsed.GetValue(accuracy),
                Tokenizer = parsed.GetValue(tokenizer),
            }, stop);
        });
        return command;
    }

    private static async Task<int> RunAsync(CliHost host, ConversionOptions options, CancellationToken stop)
    {
        ModelPackage package;
        using (ProgressLine progress = new(host.Error, host.ErrorIsTerminal)) package = await Converter.ConvertAsync(options, progress, stop);
        host.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{package.Descriptor.Id}: {package.Descriptor.Files.Count} files, {package.Descriptor.Files.Sum(file => file.Bytes):N0} bytes in {package.Folder}"));
        return ExitCodes.Done;
    }

    private static WeightFormat Format(int? bits) => bits switch
    {
        4 => WeightFormat.Int4,
        8 => WeightFormat.Int8,
        32 => WeightFormat.Float32,
        _ => WeightFormat.Auto,
    };
}
