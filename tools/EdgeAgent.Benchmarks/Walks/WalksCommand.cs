using System.CommandLine;
using EdgeAgent.Tokenizers;

namespace EdgeAgent.Benchmarks.Walks;

/// <summary>The command <c>walks</c>.</summary>
internal static class WalksCommand
{
    public static Command Create(TextWriter output, TextWriter error)
    {
        Option<string> schemas = Arguments.File("--schemas", "MaskBench's rows or the official test suite's, JSON lines, plain or gzipped.");
        Option<string?> tokenizer = new("--tokenizer") { Description = "A tokenizer.json; a small vocabulary of bytes where none is named.", HelpName = "FILE" },
            written = new("--out") { Description = "Takes a line for each document, {\"id\", \"text\"}, for other validators.", HelpName = "FILE" };
        Option<int> count = Arguments.Number("--count", "So many walks.", 100_000, least: 1), seed = Arguments.Number("--seed", "The same seed gives the same walks.", 1);
        Option<bool> check = new("--check") { Description = "Validates each document with EdgeAgent's own validator." }, json = Arguments.Json();
        Command command = new("walks", "Random walks over the mask: each must end in a document that its schema allows.")
        {
            schemas, tokenizer, count, seed, check, written, json,
        };
        command.SetAction(parsed =>
        {
            WalkVocabulary vocabulary = parsed.GetValue(tokenizer) is { } path ? WalkVocabulary.Of(Tokenizer.LoadJson(InputFile.Read(path))) : WalkVocabulary.Small();
            using StreamWriter? file = parsed.GetValue(written) is { } name ? new StreamWriter(name, append: false) : null;
            WalkReport report = new SchemaWalks(WalkSchema.Read(parsed.GetRequiredValue(schemas)), vocabulary, parsed.GetValue(check), file, error)
                .Run(parsed.GetValue(count), parsed.GetValue(seed));
            output.WriteLine(parsed.GetValue(json) ? report.ToJson().ToJsonString() : report.ToString());
            return report.Failed == 0 ? Arguments.Done : Arguments.Failed;
        });
        return command;
    }
}
