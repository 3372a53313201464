using System.Text;
using System.Text.Json;
using EdgeAgent.TestData;
using SmartHome.Terminal;

namespace EdgeAgent.EndToEnd.Tests;

/// <summary><c>edge-agent tokenize</c>: one line in, one line out, equal to Hugging Face's tokenizers.</summary>
public sealed class TokenizeCommandTests
{
    private static readonly string[] s_fields = ["ids_with_special", "ids", "decoded", "decoded_skip"];

    private static string Tiny => SharedData.Require("goldens", "tokenizers-tiny", "tokenizer.json");

    [Theory, MemberData(nameof(GoldenTokenizers.Names), MemberType = typeof(GoldenTokenizers))]
    public async Task Tokenize_WholeGoldenFile_HasNoDifference(string name)
    {
        string goldens = SharedData.Require("goldens", "tokenizers", $"{name}.goldens.jsonl.gz");
        using CliRun cli = new();
        Assert.Equal(ExitCodes.Done, await cli.RunAsync(
            "tokenize", "--tokenizer", SharedData.Require("goldens", "tokenizers", $"{name}.tokenizer.json.gz"), "--jsonl", goldens));
        GoldenLines.AssertEqual(goldens, cli.Out, (expected, actual) =>
            s_fields.All(field => JsonElement.DeepEquals(expected.GetProperty(field), actual.GetProperty(field))));
    }

    [Fact]
    public async Task Tokenize_GoldenLines_WritesTheFieldsInOrderAndNothingElse()
    {
        string goldens = SharedData.Require("goldens", "tokenizers-tiny", "goldens.jsonl");
        using CliRun cli = new();
        Assert.Equal(ExitCodes.Done, await cli.RunAsync("tokenize", "--tokenizer", Tiny, "--jsonl", goldens));
        GoldenLines.AssertEqual(goldens, cli.Out, (expected, actual) =>
            s_fields.SequenceEqual(actual.EnumerateObject().Select(field => field.Name))
            && s_fields.All(field => JsonElement.DeepEquals(expected.GetProperty(field), actual.GetProperty(field))));
        Assert.True(Ascii.IsValid(cli.Out));
        Assert.Equal("", cli.Error);
    }

    [Fact]
    public async Task Tokenize_LinesThatCannotBeAnswered_GiveErrorsInTheirPlace()
    {
        using CliRun cli = new();
        string lines = cli.File("texts.jsonl", "\uFEFF{\"text\": 3}\r\n\n{\"text\": null}\n{\"text\": \"\\ud800\"}\n{\"text\": \"a\", \"n\": 1}");
        Assert.Equal(ExitCodes.Done, await cli.RunAsync("tokenize", "--tokenizer", Tiny, "--jsonl", lines));
        string[] answers = cli.Out.TrimEnd().Split('\n');
        Assert.Equal(4, answers.Length);
        Assert.All(answers[..3], answer => Assert.Contains("[EA7007]", answer, StringComparison.Ordinal));
        Assert.Contains("\"decoded\":\"a\"", answers[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokenize_LineThatIsNoObject_EndsTheRunAndNamesTheLine()
    {
        using CliRun cli = new();
        string lines = cli.File("texts.jsonl", "{\"text\": \"a\"}\n[1]\n{\"text\": \"b\"}\n");
        Assert.Equal(ExitCodes.BadInput, await cli.RunAsync("tokenize", "--tokenizer", Tiny, "--jsonl", lines));
        Assert.Single(cli.Out.TrimEnd().Split('\n'));
        Assert.Contains($"{lines}, line 2", cli.Error, StringComparison.Ordinal);
        Assert.EndsWith("[EA7006]\n", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokenize_LineLongerThanTheReadersBuffer_IsReadWhole()
    {
        using CliRun cli = new();
        string text = new('a', 200_000);
        string lines = cli.File("texts.jsonl", $"{{\"text\": \"b\"}}\n{{\"text\": \"{text}\"}}");
        Assert.Equal(ExitCodes.Done, await cli.RunAsync("tokenize", "--tokenizer", Tiny, "--jsonl", lines));
        using JsonDocument answer = JsonDocument.Parse(cli.Out.TrimEnd().Split('\n')[1]);
        Assert.Equal(text, answer.RootElement.GetProperty("decoded").GetString());
    }

    [Theory]
    [InlineData("[EA3001]", "none.json", "{}")]
    [InlineData("[EA3002]", "{", "{}")]
    [InlineData("[EA7005]", "tiny", "none.jsonl")]
    public async Task Tokenize_FileThatCannotBeRead_IsBadInput(string code, string tokenizer, string lines)
    {
        using CliRun cli = new();
        string tokenizerFile = tokenizer switch { "tiny" => Tiny, "{" => cli.File("broken.json", "{"), _ => Path.Combine(cli.Folder, tokenizer) };
        string linesFile = lines == "{}" ? cli.File("texts.jsonl", lines) : Path.Combine(cli.Folder, lines);
        Assert.Equal(ExitCodes.BadInput, await cli.RunAsync("tokenize", "--tokenizer", tokenizerFile, "--jsonl", linesFile));
        Assert.EndsWith($"{code}\n", cli.Error, StringComparison.Ordinal);
        Assert.Equal("", cli.Out);
    }
}
