using System.CommandLine;

namespace EdgeAgent.Benchmarks.Masks;

/// <summary>The command <c>mask</c>.</summary>
internal static class MaskCommand
{
    public static Command Create(TextWriter output, TextWriter error)
    {
        Option<string> data = Arguments.File("--data", "MaskBench's rows, JSON lines, plain or gzipped."),
            tokenizer = Arguments.File("--tokenizer", "A tokenizer.json, plain or gzipped.");
        Option<int?> sample = Arguments.Count("--sample", "So many rows, chosen by --seed. Default: all."),
            warmUp = Arguments.Count("--warm-up", "So many rows, unmeasured, before. Default: all.");
        Option<int> seed = Arguments.Number("--seed", "The same seed chooses the same rows.", 1),
            limit = Arguments.Number("--limit", "Seconds a schema may take.", 30, least: 1);
        Option<string?> peer = new("--peer") { Description = "The program llguidance-maskbench, to race against.", HelpName = "PATH" },
            failures = new("--failures") { Description = "Takes a JSON line for each failure.", HelpName = "FILE" },
            explain = new("--explain") { Description = "Measures nothing: shows one schema's compilation and its instances, token by token.", HelpName = "ID" };
        Option<bool> mainOnly = new("--main-only") { Description = "Leaves out the second line's settings." }, json = Arguments.Json();
        Command command = new("mask", "MaskBench: schemas passing, times to the first mask and between masks; against llguidance with --peer.")
        {
            data, tokenizer, sample, seed, limit, warmUp, peer, failures, explain, mainOnly, json,
        };
        command.SetAction(parsed =>
        {
            MaskBenchmarkOptions options = new()
            {
                DataPath = parsed.GetRequiredValue(data), TokenizerPath = parsed.GetRequiredValue(tokenizer), PeerPath = parsed.GetValue(peer),
                Sample = parsed.GetValue(sample), Seed = parsed.GetValue(seed), WarmUp = parsed.GetValue(warmUp), LimitSeconds = parsed.GetValue(limit),
                MainOnly = parsed.GetValue(mainOnly), FailuresPath = parsed.GetValue(failures),
            };
            if (parsed.GetValue(explain) is { } id) return new MaskExplanation(options).Write(id, output);
            MaskReport report = new MaskBenchmark(options, error).Run();
            if (parsed.GetValue(json)) output.WriteLine(report.ToJson().ToJsonString());
            else report.WriteText(output);
            return Arguments.Done;
        });
        return command;
    }
}
