using System.CommandLine;
using System.CommandLine.Parsing;
using System.ComponentModel;
using EdgeAgent.Benchmarks.Conversion;
using EdgeAgent.Benchmarks.Fuzzing;
using EdgeAgent.Benchmarks.Masks;
using EdgeAgent.Benchmarks.Microbenchmarks;
using EdgeAgent.Benchmarks.Races;
using EdgeAgent.Benchmarks.Rendering;
using EdgeAgent.Benchmarks.Rows;
using EdgeAgent.Benchmarks.Walks;
using EdgeAgent.Conversion;
using EdgeAgent.Models;
using EdgeAgent.Templates;
using EdgeAgent.Tokenizers;

namespace EdgeAgent.Benchmarks;

/// <summary>Measures parts of EdgeAgent, against others where there are any, and looks for texts that break them.</summary>
internal static class BenchmarksCommand
{
    public static int Run(IReadOnlyList<string> args, TextWriter output, TextWriter error)
    {
        ParseResult parsed = new RootCommand("Measures parts of EdgeAgent.")
        {
            TokenizerRace(output, error), TemplateBenchmark(output), TokenizerFuzz(output), MaskCommand.Create(output, error),
            WalksCommand.Create(output, error), BenchCommand.Create(output, error), RowsCommand.Create(output), ConvertCommand.Create(output, error),
        }.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (ParseError wrong in parsed.Errors) error.WriteLine(wrong.Message);
            return Arguments.Usage;
        }
        try
        {
            return parsed.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or Win32Exception
            or TokenizerException or TemplateException or ModelException or ConversionException)
        {
            error.WriteLine(e.Message);
            return Arguments.Failed;
        }
    }

    private static Command TokenizerRace(TextWriter output, TextWriter error)
    {
        Option<string> tokenizer = Arguments.File("--tokenizer", "A tokenizer.json, plain or gzipped."), text = Arguments.File("--text", "UTF-8 text, plain or gzipped.");
        Option<string?> peer = new("--peer") { Description = "The program hf-tokenizers-bench, to race against.", HelpName = "PATH" };
        Option<int> repeat = Arguments.Number("--repeat", "Runs a mode; the one with the least CPU time counts.", 3, least: 1);
        Option<bool> strings = new("--strings") { Description = "Gives the documents as .NET strings instead of UTF-8." };
        Option<bool> json = Arguments.Json();
        Command command = new("tokenizer", "How fast one thread encodes: lines and whole text, empty caches.")
        {
            tokenizer, text, peer, repeat, strings, json,
        };
        command.SetAction(parsed =>
        {
            TokenizerRace race = new(parsed.GetRequiredValue(tokenizer), parsed.GetRequiredValue(text), parsed.GetValue(peer),
                parsed.GetValue(repeat), parsed.GetValue(strings));
            bool equal = true;
            foreach (RaceResult result in race.Run(error))
            {
                output.WriteLine(parsed.GetValue(json) ? result.ToJson() : result.ToText());
                equal &= result.SameIds != false;
            }
            return equal ? Arguments.Done : Arguments.Failed;
        });
        return command;
    }

    private static Command TemplateBenchmark(TextWriter output)
    {
        Option<string?> template = new("--template") { Description = "A chat template; Nesso's, if none is named.", HelpName = "FILE" };
        Option<int> tools = Arguments.Number("--tools", "Tools in the prompt.", 8);
        Option<bool> json = Arguments.Json();
        Command command = new("template", "How long a prompt takes to render; the template is compiled once.") { template, tools, json };
        command.SetAction(parsed =>
        {
            string? path = parsed.GetValue(template);
            string source = path is null ? BuiltInTemplates.Nesso : File.ReadAllText(path);
            foreach (RenderResult result in Rendering.TemplateBenchmark.Run(path ?? "nesso (built in)", source, parsed.GetValue(tools)))
                output.WriteLine(parsed.GetValue(json) ? result.ToJson() : result.ToText());
            return Arguments.Done;
        });
        return command;
    }

    private static Command TokenizerFuzz(TextWriter output)
    {
        Option<string> tokenizer = Arguments.File("--tokenizer", "A tokenizer.json, plain or gzipped.");
        Option<int> cases = Arguments.Number("--cases", "So many cases.", 100_000, least: 1), from = Arguments.Number("--from", "The first case, to run one again.", 0);
        Option<int> seed = Arguments.Number("--seed", "The same seed gives the same cases.", 1);
        Command command = new("fuzz-tokenizer", "Random texts, bytes, ids and splits: what must hold for all of them.") { tokenizer, cases, from, seed };
        command.SetAction((ParseResult parsed) =>
        {
            string path = parsed.GetRequiredValue(tokenizer);
            FuzzReport report = Fuzzing.TokenizerFuzz.Of(InputFile.Read(path))
                .Run(parsed.GetValue(seed), parsed.GetValue(from), parsed.GetValue(cases));
            output.WriteLine($"{InputFile.NameOf(path)}: {report}");
            return report.Failures.Count == 0 ? Arguments.Done : Arguments.Failed;
        });
        return command;
    }
}
