using System.CommandLine;
using System.Globalization;
using EdgeAgent.Conversion;
using EdgeAgent.Models;
using SmartHome.Terminal;

namespace EdgeAgent.Evaluation.Perplexity;

/// <summary>The command <c>perplexity</c>.</summary>
internal static class PerplexityCommand
{
    private const string Texts = "../shared/goldens/models/smollm2-135m.goldens.json", Gguf = "../shared/models/SmolLM2-135M-Instruct.Q4_1.gguf";

    /// <summary>Makes it.</summary>
    public static Command Create()
    {
        Option<string> model = new("--model") { Description = "A model's id, a package's folder, a GGUF file or a checkpoint's folder.", DefaultValueFactory = _ => Gguf };
        Option<FileInfo?> text = new("--text") { Description = "A text file, instead of the texts of --goldens." };
        Option<FileInfo> goldens = new("--goldens") { Description = "A file with `texts`.", DefaultValueFactory = _ => new FileInfo(Texts) };
        Option<int> tokens = Number("--tokens", "So many tokens of each text at most.", 2048, least: 2);
        Option<int> threads = Number("--threads", "Threads of an operator; 0 takes one a core.", 1, least: 0);
        Option<bool> table = new("--table") { Description = "Converts --model, a GGUF of a Llama, by several ways, and compares them." };
        Option<string?> ways = new("--ways") { Description = "With --table: other ways, SOURCE: OPTIONS; OPTIONS; ... with a source gguf, grid, dithered or rotated.", HelpName = "LIST" };
        Option<bool> json = new("--json") { Description = "Prints a line of JSON a row." };
        Command command = new("perplexity", "The mean loss a token on texts, and what each way of quantizing adds to it.") { model, text, goldens, tokens, threads, table, ways, json };
        command.SetAction(async (parsed, stop) =>
        {
            IReadOnlyList<PerplexityText> texts = parsed.GetValue(text) is { } file ? [PerplexityText.OfFile(file.FullName)]
                : PerplexityText.OfGoldens(parsed.GetRequiredValue(goldens).FullName);
            PerplexityRun run = new(texts, parsed.GetValue(tokens), parsed.GetValue(threads));
            bool lines = parsed.GetValue(json);
            if (!lines) Console.WriteLine(PerplexityRow.Head(texts));
            if (parsed.GetValue(table)) await TableAsync(parsed.GetRequiredValue(model), parsed.GetValue(ways), run, Print, stop);
            else Print(await OneAsync(parsed.GetRequiredValue(model), run, stop), null);
            return ExitCodes.Done;

            void Print(PerplexityRow row, PerplexityRow? reference) => Console.WriteLine(lines ? row.ToJson(reference) : row.ToText(reference));
        });
        return command;
    }

    private static async Task<PerplexityRow> OneAsync(string model, PerplexityRun run, CancellationToken stop)
    {
        using ModelStore store = new(builder: new PackageBuilder());
        using ProgressLine progress = new(Console.Error, !Console.IsErrorRedirected);
        ModelPackage package = await store.GetAsync(model, progress, stop);
        return run.Measure(package, package.Descriptor.Id, "", reference: null, stop);
    }

    private static async Task TableAsync(string gguf, string? ways, PerplexityRun run, Action<PerplexityRow, PerplexityRow?> print, CancellationToken stop)
    {
        string work = Directory.CreateTempSubdirectory("edge-agent-perplexity").FullName;
        try
        {
            await new PerplexityTable(gguf, run, work).RunAsync(ways is null ? PerplexityTable.Default : [Plan(ways)], print, stop);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static (string Source, IReadOnlyList<string> Ways) Plan(string ways)
    {
        string[] parts = ways.Split(':', 2, StringSplitOptions.TrimEntries);
        return parts.Length == 2 ? (parts[0], parts[1].Split(';', StringSplitOptions.TrimEntries))
            : throw new InvalidDataException("--ways is a source, a colon, and options of edge-agent convert with semicolons between.");
    }

    private static Option<int> Number(string name, string description, int value, int least) => new(name)
    {
        Description = $"{description} Default {value.ToString(CultureInfo.InvariantCulture)}.",
        DefaultValueFactory = _ => value,
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out int number) && number >= least) return number;
            result.AddError($"{name} is a number from {least}.");
            return value;
        },
    };
}
