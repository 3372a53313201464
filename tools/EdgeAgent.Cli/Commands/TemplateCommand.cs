using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Cli.Lines;
using EdgeAgent.Templates;
using SmartHome.Terminal;

namespace EdgeAgent.Cli.Commands;

/// <summary><c>edge-agent template --template FILE --jsonl FILE</c>: conversations as prompts, as transformers' apply_chat_template makes
/// them.</summary>
internal static class TemplateCommand
{
    private const int MaxBytes = 16 << 20; // the longest published templates have some 20 kB

    public static Command Create(CliHost host)
    {
        Option<string> template = new("--template")
        {
            Description = "A chat template in Jinja, as in chat_template.jinja.",
            Required = true,
            HelpName = "FILE",
        };
        Option<string> lines = new("--jsonl")
        {
            Description = "{\"messages\", …} a line; each gives {\"text\"} or {\"error\"}.",
            Required = true,
            HelpName = "FILE",
        };
        Command command = new("template", "Renders the conversations of a file with a chat template, line by line.") { template, lines };
        command.SetAction((parsed, stop) => Task.FromResult(
            Run(host, parsed.GetRequiredValue(template), parsed.GetRequiredValue(lines), stop)));
        return command;
    }

    private static int Run(CliHost host, string path, string lines, CancellationToken stop)
    {
        ChatTemplate template;
        try
        {
            template = ChatTemplate.Compile(Read(path), new ChatTemplateOptions { Clock = host.Clock });
        }
        catch (TemplateException e) // here the file is what the user gave, not a part of a model of ours
        {
            Failures.Report(e, host.Error);
            return ExitCodes.BadInput;
        }
        // Data guards and rewriting are EdgeAgent's own; the lines are compared with other renderers.
        ChatPrompt prompt = new(template, new ChatPromptOptions { GuardData = false });
        JsonLines.Answer(lines, host.Out, (line, answer) => answer.WriteString("text", Render(prompt, line)), stop);
        return ExitCodes.Done;
    }

    private static string Render(ChatPrompt prompt, JsonElement line)
    {
        try
        {
            return prompt.Render(Input(line));
        }
        catch (InvalidOperationException e) when (e.Source?.StartsWith("System.Text.Json", StringComparison.Ordinal) == true) // text is decoded when the template asks for it
        {
            throw JsonLines.Unusable("A text holds half a surrogate pair or bytes that are not UTF-8.", "", e);
        }
    }

    private static string Read(string path)
    {
        try
        {
            long length = new FileInfo(path).Length;
            return length <= MaxBytes ? File.ReadAllText(path) : throw JsonLines.Unreadable($"a template of {length} bytes is too long.", path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw JsonLines.Unreadable(e.Message, path, e);
        }
    }

    private static ChatTemplateInput Input(JsonElement line) => new()
    {
        Messages = LineFields.Array(line, "messages") is { } messages ? JsonArray.Create(messages)!
            : throw JsonLines.Unusable("The line has no messages.", "messages"),
        Tools = LineFields.Array(line, "tools") is { } tools ? JsonArray.Create(tools) : null,
        AddGenerationPrompt = LineFields.Flag(line, "add_generation_prompt") ?? false,
        ContinueFinalMessage = LineFields.Flag(line, "continue_final_message") ?? false,
        Extra = LineFields.Object(line, "extra") is { } extra ? JsonObject.Create(extra) : null,
        Now = Now(LineFields.Text(line, "now")),
        BosToken = LineFields.Text(line, "bos_token"),
        EosToken = LineFields.Text(line, "eos_token"),
    };

    // Without an offset it is what the clock on the wall shows, and strftime_now prints just that.
    private static DateTimeOffset? Now(string? text) => text is null ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset now) ? now
        : throw JsonLines.Unusable("'now' is no date and time.", "now");
}
