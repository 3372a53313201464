using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using EdgeAgent.Grammar;
using EdgeAgent.Models;
using SmartHome.Terminal;

namespace EdgeAgent.Cli.Commands;

/// <summary><c>edge-agent complete TEXT</c>: what a model writes after a text, without a conversation around it.</summary>
internal static class CompleteCommand
{
    private static readonly Argument<string?> Text = new("text")
    {
        Description = "What is continued. Without it and --file: standard input.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string> Model = new("--model", "-m")
    {
        Description = "A model's id (see: models list), a package's folder or a GGUF file.",
        DefaultValueFactory = _ => ModelStore.DefaultModel,
        HelpName = "ID|DIR",
    };

    private static readonly Option<string?> TextFile = new("--file") { Description = "A file with the text, which is taken as it stands.", HelpName = "FILE" };

    private static readonly Option<long?> MaxTokens = NumberOption.Between("--max-tokens", "Tokens of the continuation at most (without it 256).", 1, 1 << 20);

    private static readonly Option<string[]> Stops = new("--stop") { Description = "A text that ends the continuation and is left out; again for others.", HelpName = "TEXT" };

    private static readonly Option<bool> Special = new("--special") { Description = "Special tokens that the text spells count as such." };

    private static readonly Option<bool> NoBegin = new("--no-begin") { Description = "Put no beginning-of-text token before the text." };

    private static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object at the end instead of the text as it comes." };

    public static Command Create(CliHost host)
    {
        SamplingGroup sampling = new();
        ConstraintGroup constraint = new();
        Command command = new("complete", "Continues a text: what base models are for.") { Text, Model, TextFile, MaxTokens, Stops };
        sampling.AddTo(command);
        constraint.AddTo(command);
        foreach (Option option in new[] { Special, NoBegin, Json }) command.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(Text) is not null && result.GetValue(TextFile) is not null) result.AddError("Give the text or --file, not both.");
            if (result.GetValue(Stops) is not { Length: > 0 } stops) return;
            if (constraint.IsIn(result)) result.AddError("--stop goes with none of --schema, --regex and --grammar.");
            if (stops.Contains("")) result.AddError("--stop needs a text.");
        });
        command.SetAction(async (parsed, stop) =>
        {
            TextCompletionOptions options = new()
            {
                MaxTokens = (int)(parsed.GetValue(MaxTokens) ?? 256),
                Sampling = sampling.Read(parsed),
                Stops = parsed.GetValue(Stops) ?? [],
                BeginText = !parsed.GetValue(NoBegin),
                ReadSpecialTokens = parsed.GetValue(Special),
            };
            Func<GrammarVocabulary, CompiledGrammar>? compile = constraint.Read(parsed, stop);
            string text = await ReadAsync(host, parsed, stop);
            using LoadedCompleter model = await host.LoadCompleterAsync(parsed.GetRequiredValue(Model), stop);
            if (compile is not null) options = options with { Grammar = compile(model.Model.Vocabulary) };
            await (parsed.GetValue(Json) ? PrintJsonAsync(host, model, text, options, stop) : PrintAsync(host, model, text, options, stop));
        });
        return command;
    }

    private static async Task<string> ReadAsync(CliHost host, ParseResult parsed, CancellationToken stop)
    {
        if (parsed.GetValue(Text) is string given) return given;
        if (parsed.GetValue(TextFile) is string file) return ConstraintGroup.TextFile(file);
        if (!host.In.HasPerson) return await host.In.ReadToEndAsync(stop);
        throw new CliException(ExitCodes.Usage, "EA7008", "There is no text to continue.", "the command line",
            "Give it as an argument, by --file FILE, or on standard input.");
    }

    private static async Task PrintAsync(CliHost host, LoadedCompleter model, string text, TextCompletionOptions options, CancellationToken stop)
    {
        await foreach (TextCompletionUpdate update in model.Completer.StreamAsync(text, options, stop))
        {
            host.Out.Write(update.Text);
            await host.Out.FlushAsync(stop);
            if (update.Timings is not ModelCallTimings timings) continue;
            host.Out.WriteLine();
            int tokens = timings.DecodedTokens + timings.ForcedTokens;
            host.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"load {model.Model.LoadTime.TotalSeconds:F2} s · {timings.PromptTokens} tokens read in {timings.Prefill.TotalSeconds:F2} s · {tokens} written in {timings.Decode.TotalSeconds:F2} s · {update.FinishReason}"));
        }
    }

    private static async Task PrintJsonAsync(CliHost host, LoadedCompleter model, string text, TextCompletionOptions options, CancellationToken stop)
    {
        TextCompletion done = await model.Completer.CompleteAsync(text, options, stop);
        ModelCallTimings timings = done.Timings;
        host.Out.WriteLine(new JsonObject
        {
            ["text"] = done.Text,
            ["finishReason"] = done.FinishReason.Value,
            ["milliseconds"] = new JsonObject
            {
                ["load"] = Milliseconds(model.Model.LoadTime), ["prefill"] = Milliseconds(timings.Prefill), ["decode"] = Milliseconds(timings.Decode),
            },
            ["tokens"] = new JsonObject
            {
                ["prompt"] = timings.PromptTokens, ["decoded"] = timings.DecodedTokens, ["forced"] = timings.ForcedTokens,
            },
        }.ToJsonString(ModelsJson.Readable));
    }

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 1);
}
