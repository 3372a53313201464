using System.CommandLine;
using System.Text.Json;
using EdgeAgent.Cli.Lines;
using EdgeAgent.Tokenizers;
using SmartHome.Terminal;

namespace EdgeAgent.Cli.Commands;

/// <summary><c>edge-agent tokenize --tokenizer FILE --jsonl FILE</c>: what a tokenizer makes of texts, for comparing with others.</summary>
internal static class TokenizeCommand
{
    private static readonly EncodeOptions s_withSpecial = new() { AddSpecialTokens = true };

    public static Command Create(CliHost host)
    {
        Option<string> tokenizer = new("--tokenizer")
        {
            Description = "A tokenizer.json or a SentencePiece tokenizer.model, plain or gzipped.",
            Required = true,
            HelpName = "FILE",
        };
        Option<string> lines = new("--jsonl")
        {
            Description = "{\"text\"} a line; each gives {\"ids_with_special\", \"ids\", \"decoded\", \"decoded_skip\"}.",
            Required = true,
            HelpName = "FILE",
        };
        Command command = new("tokenize", "Encodes and decodes the texts of a file, line by line.") { tokenizer, lines };
        command.SetAction((parsed, stop) => Task.FromResult(
            Run(host, parsed.GetRequiredValue(tokenizer), parsed.GetRequiredValue(lines), stop)));
        return command;
    }

    private static int Run(CliHost host, string path, string lines, CancellationToken stop)
    {
        Tokenizer tokenizer;
        try
        {
            tokenizer = Tokenizer.Load(path);
        }
        catch (TokenizerException e) // here the file is what the user gave, not a part of a model of ours
        {
            Failures.Report(e, host.Error);
            return ExitCodes.BadInput;
        }
        JsonLines.Answer(lines, host.Out, (line, answer) => Answer(tokenizer, line, answer), stop);
        return ExitCodes.Done;
    }

    private static void Answer(Tokenizer tokenizer, JsonElement line, Utf8JsonWriter answer)
    {
        string text = LineFields.Text(line, "text") ?? throw JsonLines.Unusable("The line has no text.", "text");
        WriteIds(answer, "ids_with_special", tokenizer.Encode(text, s_withSpecial));
        int[] ids = tokenizer.Encode(text);
        WriteIds(answer, "ids", ids);
        answer.WriteString("decoded", tokenizer.Decode(ids));
        answer.WriteString("decoded_skip", tokenizer.Decode(ids, skipSpecialTokens: true));
    }

    private static void WriteIds(Utf8JsonWriter answer, string name, int[] ids)
    {
        answer.WriteStartArray(name);
        foreach (int id in ids) answer.WriteNumberValue(id);
        answer.WriteEndArray();
    }
}
