using System.CommandLine;
using EdgeAgent.Models;

namespace EdgeAgent.Benchmarks.Rows;

/// <summary>The command <c>rows</c>.</summary>
internal static class RowsCommand
{
    public static Command Create(TextWriter output)
    {
        Option<string> goldens = new("--goldens") { Description = "The folder with tokenizers and templates.", Required = true, HelpName = "DIR" };
        Option<string> models = new("--models") { Description = "The folder above the models that came with the library. Default models.", HelpName = "DIR", DefaultValueFactory = _ => "models" };
        Option<string?> gemma = new("--gemma") { Description = "Gemma 3's tokenizer.json; without it its rows fail.", HelpName = "FILE" };
        Option<string[]> rows = new("--row") { Description = "A row's id or alias; again for others. Default: all.", HelpName = "ID" };
        Option<int?> layers = Arguments.Count("--layers", "Layers to build. Default: two, or so many that each kind is there.");
        Option<bool> json = Arguments.Json();
        Command command = new("rows", "Each model of the manifest at full width with random weights: converted, loaded, a tool called, its result answered.")
        {
            goldens, models, gemma, rows, layers, json,
        };
        command.SetAction((parsed, stop) => RunAsync(output,
            parsed.GetValue(rows) is { Length: > 0 } ids ? [.. ids.Select(ModelManifest.Embedded.Find)] : ModelManifest.Embedded.Models,
            new(parsed.GetRequiredValue(goldens), parsed.GetRequiredValue(models), parsed.GetValue(gemma)), parsed.GetValue(layers), parsed.GetValue(json), stop));
        return command;
    }

    private static async Task<int> RunAsync(
        TextWriter output, IReadOnlyList<ModelManifestEntry> entries, RowPlaces places, int? layers, bool json, CancellationToken stop)
    {
        bool sound = true;
        if (!json) output.WriteLine(RowResult.Header);
        foreach (ModelManifestEntry entry in entries)
        {
            RowResult result = await RowTrial.RunAsync(entry, places, layers, stop);
            output.WriteLine(json ? result.ToJson() : result.ToText());
            sound &= result.Failure is null;
        }
        return sound ? Arguments.Done : Arguments.Failed;
    }
}
