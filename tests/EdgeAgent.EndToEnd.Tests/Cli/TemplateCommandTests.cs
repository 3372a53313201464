using System.Text;
using System.Text.Json;
using EdgeAgent.TestData;
using SmartHome.Terminal;

namespace EdgeAgent.EndToEnd.Tests;

/// <summary><c>edge-agent template</c>: one line in, one line out, equal to transformers' apply_chat_template.</summary>
public sealed class TemplateCommandTests
{
    private static string Nesso => SharedData.Require("goldens", "templates", "jinja", "project", "nesso-0.4b-agentic.jinja");

    [Fact]
    public async Task Template_AllGoldens_HaveNoDifference()
    {
        ILookup<string, string> byTemplate = GoldenLines.Read(SharedData.Require("goldens", "templates", "templates.goldens.jsonl.gz"))
            .Concat(GoldenLines.Read(SharedData.Require("goldens", "templates", "continue_final.goldens.jsonl")))
            .ToLookup(TemplateOf);
        Assert.Equal(47, byTemplate.Count);
        foreach (IGrouping<string, string> rows in byTemplate)
        {
            using CliRun cli = new();
            string lines = cli.File("rows.jsonl", string.Join('\n', rows));
            string template = SharedData.Require(["goldens", "templates", "jinja", .. rows.Key.Split('/')]);
            Assert.Equal(ExitCodes.Done, await cli.RunAsync("template", "--template", template, "--jsonl", lines));
            GoldenLines.AssertEqual([.. rows], cli.Out, IsExpected);
        }
    }

    [Fact]
    public async Task Template_NullAndMissingKeys_AreUndefined()
    {
        using CliRun cli = new();
        string template = cli.File("t.jinja", "{{ bos_token is defined }} {{ eos_token is defined }} {{ mark is defined }} {{ tools is none }} {{ strftime_now('%Y') }}");
        string lines = cli.File("rows.jsonl", """
            {"messages": [{"role": "user"}], "bos_token": null, "extra": null, "tools": null, "now": "1999-12-31T23:59:59", "unknown": {}}
            {"messages": [{"role": "user"}], "eos_token": "", "extra": {"mark": null}, "now": "1999-12-31T23:59:59+05:00"}
            """);
        Assert.Equal(ExitCodes.Done, await cli.RunAsync("template", "--template", template, "--jsonl", lines));
        Assert.Equal("{\"text\":\"False False False True 1999\"}\n{\"text\":\"False True True True 1999\"}\n", cli.Out);
    }

    [Theory]
    [InlineData("""{"messages": []}""", "[EA2030]")]
    [InlineData("""{"messages": null}""", "[EA7007]")]
    [InlineData("""{"messages": "Hello"}""", "[EA7007]")]
    [InlineData("""{"messages": [{"role": "user", "content": "\ud800"}]}""", "[EA7007]")]
    [InlineData("""{"messages": [{"role": "user", "content": "a"}], "now": "yesterday"}""", "[EA7007]")]
    [InlineData("""{"messages": [{"role": "user", "content": "a"}], "add_generation_prompt": "yes"}""", "[EA7007]")]
    [InlineData("""{"messages": [{"role": "user", "content": "a"}], "add_generation_prompt": true, "continue_final_message": true}""", "[EA2031]")]
    public async Task Template_LineThatCannotBeAnswered_GivesAnErrorAndGoesOn(string line, string code)
    {
        using CliRun cli = new();
        string lines = cli.File("rows.jsonl", line + "\n" + """{"messages": [{"role": "user", "content": "b"}]}""");
        Assert.Equal(ExitCodes.Done, await cli.RunAsync("template", "--template", Nesso, "--jsonl", lines));
        string[] answers = cli.Out.Split('\n');
        Assert.StartsWith("{\"error\":", answers[0], StringComparison.Ordinal);
        Assert.Contains(code, answers[0], StringComparison.Ordinal);
        Assert.StartsWith("{\"text\":", answers[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Template_RaiseException_GivesItsTextAlone()
    {
        using CliRun cli = new();
        string template = cli.File("t.jinja", "{{ raise_exception('No: ' ~ messages[0].role) }}");
        Assert.Equal(ExitCodes.Done, await cli.RunAsync(
            "template", "--template", template, "--jsonl", cli.File("rows.jsonl", """{"messages": [{"role": "tool"}]}""")));
        Assert.Equal("{\"error\":\"No: tool\"}\n", cli.Out);
    }

    [Theory]
    [InlineData("{% if %}", "[EA2001]")]
    [InlineData(null, "[EA7005]")]
    public async Task Template_FileThatIsNoTemplate_IsBadInput(string? text, string code)
    {
        using CliRun cli = new();
        string template = text is null ? Path.Combine(cli.Folder, "none.jinja") : cli.File("t.jinja", text);
        Assert.Equal(ExitCodes.BadInput, await cli.RunAsync("template", "--template", template, "--jsonl", cli.File("rows.jsonl", "{}")));
        Assert.EndsWith($"{code}\n", cli.Error, StringComparison.Ordinal);
        Assert.Equal("", cli.Out);
    }

    private static string TemplateOf(string row)
    {
        using JsonDocument document = JsonDocument.Parse(row, new JsonDocumentOptions { MaxDepth = 256 });
        return document.RootElement.GetProperty("template").GetString()!;
    }

    /// <summary>The text, or an error where one is expected; its wording only where the template itself raised it.</summary>
    private static bool IsExpected(JsonElement golden, JsonElement answer)
    {
        if (golden.TryGetProperty("expected", out JsonElement text))
            return answer.TryGetProperty("text", out JsonElement written) && written.GetString() == text.GetString();
        JsonElement error = golden.GetProperty("expected_error");
        return answer.TryGetProperty("error", out JsonElement told)
            && (error.GetProperty("type").GetString() != "TemplateError" || told.GetString() == error.GetProperty("message").GetString());
    }
}
