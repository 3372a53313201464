using System.Text.Json.Nodes;

namespace EdgeAgent.Templates.Tests.Goldens;

public class ChatPromptGoldenTests
{
    private static readonly ChatPromptOptions s_unguarded = new() { GuardData = false };

    public static TheoryData<string, string> BuiltIns => new()
    {
        { "project/nesso-0.4b-agentic.jinja", BuiltInTemplates.Nesso },
        { "project/open-zagreus-0.4b.jinja", BuiltInTemplates.ChatMl },
        { "project/cerbero-7b.jinja", BuiltInTemplates.Cerbero },
        { "project/llamantino-2-chat.jinja", BuiltInTemplates.Llamantino2 },
        { "project/apt3-1b.jinja", BuiltInTemplates.Apt3 },
    };

    [Fact]
    public void Render_AnyTemplate_IsWhatApplyChatTemplateGives()
    {
        Dictionary<string, ChatPrompt> prompts = [];
        AssertEqual(Golden.Lines("templates.goldens.jsonl.gz"), row =>
        {
            string name = (string)row["template"]!;
            if (!prompts.TryGetValue(name, out ChatPrompt? prompt)) prompts[name] = prompt = new ChatPrompt(Golden.Template(name), s_unguarded);
            return prompt;
        });
        Assert.Equal(47, prompts.Count);
    }

    [Fact]
    public void Render_ContinueFinalMessage_EndsInsideOfIt()
        => AssertEqual(Golden.Lines("continue_final.goldens.jsonl"), row => new ChatPrompt(Golden.Template((string)row["template"]!), s_unguarded));

    [Theory]
    [MemberData(nameof(BuiltIns))]
    public void Render_BuiltInTemplate_IsWhatTheFamilysTemplateGives(string golden, string source)
    {
        ChatTemplate template = ChatTemplate.Compile(source);
        ChatPrompt prompt = new(template, s_unguarded);
        JsonObject[] rows = [.. Golden.Lines("templates.goldens.jsonl.gz").Where(row => (string)row["template"]! == golden)];
        Assert.True(rows.Length >= 50);
        AssertEqual(rows, _ => prompt);
        foreach (JsonObject row in rows)
            Assert.Null(Golden.Difference(row["plain"]?.AsObject() ?? row, () => template.Render(Golden.Input(row))));
    }

    /// <summary>The guard may change only what looks like a token or a tag; with its marks taken out, the prompt is the golden's.</summary>
    [Fact]
    public void Render_Guarded_DiffersOnlyByMarks()
    {
        ChatPromptOptions guarded = new() { AddedTokens = ["<|im_start|>", "<|im_end|>", "<|eot_id|>", "[/INST]", "</s>", "<end_of_turn>"] };
        Dictionary<string, ChatPrompt> prompts = [];
        List<string> differences = [];
        int marked = 0;
        foreach (JsonObject row in Golden.Lines("templates.goldens.jsonl.gz"))
        {
            string name = (string)row["template"]!;
            if (!prompts.TryGetValue(name, out ChatPrompt? prompt)) prompts[name] = prompt = new ChatPrompt(Golden.Template(name), guarded);
            string? difference = Golden.Difference(row, () =>
            {
                string text = prompt.Render(Golden.Input(row));
                if (text.Contains('\uFDD0')) marked++;
                return text.Replace("\uFDD0", "", StringComparison.Ordinal).Replace("<\u2060", "<", StringComparison.Ordinal);
            });
            if (difference is not null) differences.Add($"{name} {row["case"]}\n{difference}");
        }
        Assert.True(differences.Count == 0, $"{differences.Count} differences\n{string.Join("\n", differences.Take(10))}");
        Assert.True(marked > 30, $"only {marked} prompts were marked");
    }

    private static void AssertEqual(IEnumerable<JsonObject> rows, Func<JsonObject, ChatPrompt> promptFor)
    {
        List<string> differences = [];
        foreach (JsonObject row in rows)
            if (Golden.Difference(row, () => promptFor(row).Render(Golden.Input(row))) is { } difference)
                differences.Add($"{row["template"]} {row["case"]}\n{difference}");
        Assert.True(differences.Count == 0, $"{differences.Count} differences\n{string.Join("\n", differences.Take(20))}");
    }
}
