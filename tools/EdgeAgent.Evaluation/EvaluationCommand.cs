using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using SmartHome.Terminal;

namespace EdgeAgent.Evaluation;

/// <summary>
/// Measures a model through the whole runtime: <c>requests</c> (the sample's house, with handlers) and <c>cases</c> (function-calling
/// cases with their own tools). What fails is asked again without a grammar, so that model and runtime can be told apart.
/// </summary>
internal static class EvaluationCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        ParseResult parsed = new RootCommand("Measures a model through the whole runtime.")
        {
            Create("requests", "Requests to the sample's house: agent, handlers, answer.",
                "tests/data/smart-home-requests.jsonl", RequestCase.Read,
                (client, plain, constrained) => new RequestRunner(client, plain, constrained).RunAsync),
            Create("cases", "Function-calling cases with their own tools: one model call each.",
                "tests/data/function-calling-60.jsonl", FunctionCallingCase.Read,
                (client, plain, constrained) => new CaseRunner(client, plain, constrained).RunAsync),
            Grounding.GroundingCommand.Create(),
            Perplexity.PerplexityCommand.Create(),
        }.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) Console.Error.WriteLine(error.Message);
            return ExitCodes.Usage;
        }
        using Interrupts interrupts = new();
        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null },
                interrupts.BeginTurn());
        }
#pragma warning disable CA1031 // The outermost frame: whatever comes here is told in one line and an exit code.
        catch (Exception e)
#pragma warning restore CA1031
        {
            int code = Failures.Report(e, Console.Error);
            return e is InvalidDataException or IOException ? ExitCodes.BadInput : code;
        }
    }

    private delegate Func<T, CancellationToken, Task<Outcome>> Runner<in T>(
        LocalChatClient client, LocalChatClient? plain, bool constrained);

    private static Command Create<T>(
        string name, string description, string defaultData, Func<JsonElement, T> read, Runner<T> runner)
    {
        Option<FileInfo> data = new("--data")
        {
            Description = "The cases, JSON lines, perhaps gzipped.",
            DefaultValueFactory = _ => new FileInfo(defaultData),
        };
        Option<string> model = new("--model")
        {
            Description = "A model's id or path.",
            DefaultValueFactory = _ => Models.ModelStore.DefaultModel,
        };
        Option<int?> limit = new("--limit")
        {
            Description = "Only so many cases, evenly spread.",
            CustomParser = result =>
            {
                if (int.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out int count) && count >= 1) return count;
                result.AddError("--limit is a number from 1.");
                return null;
            },
        };
        Option<FileInfo?> output = new("--out") { Description = "Write each outcome as a line of JSON." };
        Option<bool> json = new("--json") { Description = "Print the counts as JSON." };
        Option<bool> unconstrained = new("--unconstrained") { Description = "Run everything without a grammar." };
        Command command = new(name, description) { data, model, limit, output, json, unconstrained };
        command.SetAction(async (parsed, stop) =>
        {
            IReadOnlyList<T> cases = CaseFile.Read(parsed.GetRequiredValue(data).FullName, parsed.GetValue(limit), read);
            bool constrained = !parsed.GetValue(unconstrained);
            using ModelStartup startup = new(Console.Error, !Console.IsErrorRedirected);
            using LocalModel loaded = await startup.LoadAsync(parsed.GetRequiredValue(model), stop);
            using LocalChatClient client = new(loaded, new LocalChatOptions { Constrain = constrained });
            using LocalChatClient? plain = constrained ? new(loaded, new LocalChatOptions { Constrain = false }) : null;
            List<Outcome> outcomes = await RunAllAsync(cases, runner(client, plain, constrained), stop);
            if (parsed.GetValue(output) is { } file) await File.WriteAllLinesAsync(file.FullName, outcomes.Select(Summary.ToJson), stop);
            if (parsed.GetValue(json)) Console.WriteLine(Summary.ToJson(outcomes));
            else Summary.Print(outcomes, Console.Out);
            return outcomes.Exists(o => constrained && o.InvalidCalls.Count > 0) ? ExitCodes.Failed : ExitCodes.Done;
        });
        return command;
    }

    private static async Task<List<Outcome>> RunAllAsync<T>(
        IReadOnlyList<T> cases, Func<T, CancellationToken, Task<Outcome>> run, CancellationToken stop)
    {
        List<Outcome> outcomes = [];
        long start = Stopwatch.GetTimestamp();
        foreach (T one in cases)
        {
            outcomes.Add(await run(one, stop));
            if (outcomes.Count % 20 == 0 || outcomes.Count == cases.Count)
            {
                int right = outcomes.Count(o => o.Verdict == Verdict.Right);
                double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                Console.Error.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{outcomes.Count}/{cases.Count}, right {right}, {seconds:0} s"));
            }
        }
        return outcomes;
    }
}
