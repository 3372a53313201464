using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using EdgeAgent.Conversion;
using EdgeAgent.Models;

namespace EdgeAgent.Benchmarks.Conversion;

/// <summary>The command <c>convert</c>: how fast, and in how much memory, is a checkpoint of a given shape converted?</summary>
/// <remarks>The conversion runs in a process of its own, so that its memory is nothing else's.</remarks>
internal static class ConvertCommand
{
    public static Command Create(TextWriter output, TextWriter error)
    {
        Option<string> shape = new("--shape") { Description = "llama2-7b, or a model of the manifest.", DefaultValueFactory = _ => LargeShapes.Llama2 };
        Option<int?> layers = Arguments.Count("--layers", "So many layers instead of the model's own number.");
        Option<string> work = new("--work") { Description = "A folder for the checkpoint and the package; both are deleted.", Required = true, HelpName = "DIR" };
        Option<int> seed = Arguments.Number("--seed", "The same seed gives the same weights.", 1);
        Option<bool> json = Arguments.Json();
        Command command = new("convert", "A checkpoint of random weights to a package: speed and memory.") { shape, layers, work, seed, json, Child(output) };
        command.SetAction(parsed =>
        {
            string name = parsed.GetRequiredValue(shape);
            ModelArchitecture architecture = LargeShapes.Of(name, parsed.GetValue(layers));
            string folder = Path.Combine(parsed.GetRequiredValue(work), "convert-" + Guid.NewGuid().ToString("N"));
            try
            {
                string source = Path.Combine(folder, "source");
                error.WriteLine($"writing {source}");
                long bytes = RandomCheckpointFolder.Write(source, architecture, parsed.GetValue(seed));
                ConversionResult result = Measure(name, architecture.Layers, bytes, source, Path.Combine(folder, "package"));
                output.WriteLine(parsed.GetValue(json) ? result.ToJson() : result.ToText());
                return result.PeakBytes <= ConversionResult.MostBytes ? Arguments.Done : Arguments.Failed;
            }
            finally
            {
                if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
            }
        });
        return command;
    }

    private static ConversionResult Measure(string shape, int layers, long bytes, string source, string target)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!) { RedirectStandardOutput = true };
        // Started by `dotnet NAME.dll`, the process is dotnet, which needs to be told the name again.
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet") start.ArgumentList.Add(typeof(ConvertCommand).Assembly.Location);
        foreach (string argument in (ReadOnlySpan<string>)["convert", "child", source, target]) start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        using MemoryWatch memory = new(process);
        string[] told = process.StandardOutput.ReadToEnd().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        if (process.ExitCode != 0 || told.Length != 3) throw new InvalidDataException($"The conversion failed with exit code {process.ExitCode}.");
        long package = new DirectoryInfo(target).EnumerateFiles().Sum(static file => file.Length);
        return new(shape, layers, bytes, package, double.Parse(told[0], CultureInfo.InvariantCulture), double.Parse(told[1], CultureInfo.InvariantCulture),
            memory.Peak, long.Parse(told[2], CultureInfo.InvariantCulture));
    }

    // Prints seconds of the wall's clock and of the CPU, and allocated bytes.
    private static Command Child(TextWriter output)
    {
        Argument<string> source = new("source"), target = new("target");
        Command child = new("child", "Converts a source; the command above runs it in a process of its own.") { source, target };
        child.Hidden = true;
        child.SetAction(async (parsed, stop) =>
        {
            long start = Stopwatch.GetTimestamp();
            await Converter.ConvertAsync(
                new() { Source = parsed.GetRequiredValue(source), Destination = parsed.GetRequiredValue(target) }, cancellationToken: stop);
            output.Write(string.Create(CultureInfo.InvariantCulture,
                $"{Stopwatch.GetElapsedTime(start).TotalSeconds:R} {CpuClock.ProcessSeconds:R} {GC.GetTotalAllocatedBytes()}"));
            return Arguments.Done;
        });
        return child;
    }
}
