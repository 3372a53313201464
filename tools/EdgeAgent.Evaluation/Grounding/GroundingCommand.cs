using System.CommandLine;
using SmartHome.Terminal;

namespace EdgeAgent.Evaluation.Grounding;

/// <summary>The command <c>grounding</c>.</summary>
internal static class GroundingCommand
{
    /// <summary>Makes it.</summary>
    public static Command Create()
    {
        Option<FileInfo> data = new("--data")
        {
            Description = "The cases, JSON lines, perhaps gzipped.",
            DefaultValueFactory = _ => new FileInfo("tests/data/function-calling-60.jsonl"),
        };
        Option<string> model = new("--model") { Description = "A model's id or path.", DefaultValueFactory = _ => Models.ModelStore.DefaultModel };
        Option<GroundingMode[]> modes = new("--modes")
        {
            Description = "What to compare: off, require, prefer:BONUS, prefer:BONUS:WORDBONUS; separated by commas.",
            DefaultValueFactory = _ => [.. "off,prefer:2,prefer:4,prefer:8,prefer:2:20,prefer:4:12,prefer:4:20,prefer:8:20,require".Split(',').Select(text => GroundingMode.Parse(text)!)],
            CustomParser = result =>
            {
                GroundingMode?[] read = [.. result.Tokens[0].Value.Split(',').Select(GroundingMode.Parse)];
                if (!read.Contains(null)) return read!;
                result.AddError("--modes is a list of off, require, prefer:BONUS and prefer:BONUS:WORDBONUS.");
                return null;
            },
        };
        Option<FileInfo?> output = new("--out") { Description = "Write each outcome as a line of JSON; go on where an earlier run of it ended." };
        Option<string?> store = new("--store") { Description = "A folder that keeps the logits (some 25 MB a case), so that further modes cost only what is new." };
        Command command = new("grounding", "Function-calling cases with arguments bound to the conversation, in several ways.") { data, model, modes, output, store };
        command.SetAction(async (parsed, stop) =>
        {
            IReadOnlyList<FunctionCallingCase> cases = CaseFile.Read(parsed.GetRequiredValue(data).FullName, null, FunctionCallingCase.Read);
            using ModelStartup startup = new(Console.Error, !Console.IsErrorRedirected);
            using LocalModel loaded = await startup.LoadAsync(parsed.GetRequiredValue(model), stop);
            GroundingRun run = new(loaded, parsed.GetRequiredValue(modes), parsed.GetValue(store));
            List<GroundingOutcome> outcomes = await run.RunAsync(cases, parsed.GetValue(output), Console.Error.WriteLine, stop);
            GroundingSummary.Print(outcomes, Console.Out);
            return ExitCodes.Done;
        });
        return command;
    }
}
