using System.Text.Json;
using EdgeAgent.EndToEnd.Tests.Hosting;
using SmartHome.Terminal;

namespace EdgeAgent.EndToEnd.Tests;

public sealed class CompleteCommandTests(TinyPackage tiny) : IClassFixture<TinyPackage>
{
    [Fact]
    public async Task Complete_Text_PrintsTheContinuationAloneAndTwiceTheSame()
    {
        using CliRun one = new(), two = new(), json = new();
        string[] command = ["complete", "ab cd", "--model", tiny.Folder, "--max-tokens", "20", "--temperature", "0.8", "--top-k", "50", "--top-p", "0.9", "--min-p", "0.01", "--repetition-penalty", "1.1", "--seed", "7"];
        Assert.Equal(ExitCodes.Done, await one.RunAsync(command));
        Assert.Equal(ExitCodes.Done, await two.RunAsync(command));
        Assert.Equal(ExitCodes.Done, await json.RunAsync([.. command, "--json"]));
        Assert.Equal(one.Out, two.Out);
        Assert.Contains("tokens read in", one.Error, StringComparison.Ordinal);
        using JsonDocument told = JsonDocument.Parse(json.Out);
        Assert.Equal(one.Out.ReplaceLineEndings("\n"), told.RootElement.GetProperty("text").GetString()!.ReplaceLineEndings("\n") + "\n");
        Assert.InRange(told.RootElement.GetProperty("tokens").GetProperty("decoded").GetInt32(), 1, 20);
    }

    [Fact]
    public async Task Complete_TextFromArgumentFileAndStandardInput_IsTheSame()
    {
        using CliRun argument = new(), file = new(), typed = new() { Typed = "one\ntwo" };
        string[] rest = ["--model", tiny.Folder, "--max-tokens", "9"];
        Assert.Equal(ExitCodes.Done, await argument.RunAsync(["complete", "one\ntwo", .. rest]));
        Assert.Equal(ExitCodes.Done, await file.RunAsync(["complete", "--file", file.File("text.txt", "one\ntwo"), .. rest]));
        Assert.Equal(ExitCodes.Done, await typed.RunAsync(["complete", .. rest]));
        Assert.Equal(argument.Out, file.Out);
        Assert.Equal(argument.Out, typed.Out);
    }

    [Theory]
    [InlineData("--regex", "[0-9]{4}", null)]
    [InlineData("--grammar", "root ::= [0-9] [0-9] [0-9] [0-9]", "grammar.gbnf")]
    [InlineData("--schema", """{"type": "integer", "minimum": 1000, "maximum": 9999}""", "schema.json")]
    public async Task Complete_Constraint_IsKept(string option, string value, string? file)
    {
        using CliRun cli = new();
        Assert.Equal(ExitCodes.Done, await cli.RunAsync("complete", "in the year ", "--model", tiny.Folder, option, file is null ? value : cli.File(file, value)));
        Assert.Matches("^[0-9]{4}\n$", cli.Out);
    }

    [Theory]
    [InlineData("complete", "a", "--file", "b")]
    [InlineData("complete", "a", "--regex", "b", "--schema", "c")]
    [InlineData("complete", "a", "--regex", "b", "--stop", "c")]
    [InlineData("complete", "a", "--stop", "")]
    [InlineData("complete", "a", "--temperature", "hot")]
    [InlineData("complete", "a", "--temperature", "NaN")]
    [InlineData("complete", "a", "--top-p", "0")]
    [InlineData("complete", "a", "--top-k", "0")]
    [InlineData("complete", "a", "--max-tokens", "0")]
    [InlineData("complete", "a", "b")]
    public async Task Complete_WrongUsage_Exits2AndLoadsNothing(params string[] args)
    {
        using CliRun cli = new();
        Assert.Equal(ExitCodes.Usage, await cli.RunAsync(args));
        Assert.NotEqual("", cli.Error);
        Assert.Equal(("", null), (cli.Out, cli.LoadedModel));
    }

    [Fact]
    public async Task Complete_NoTextAndAPersonAtTheTerminal_IsEA7008()
    {
        using CliRun cli = new() { HasPerson = true };
        Assert.Equal(ExitCodes.Usage, await cli.RunAsync("complete", "--model", tiny.Folder));
        Assert.EndsWith("[EA7008]\n", cli.Error, StringComparison.Ordinal);
    }

    [Theory, InlineData("--file"), InlineData("--schema"), InlineData("--grammar")]
    public async Task Complete_FileThatIsNotThere_IsBadInputAndLoadsNothing(string option)
    {
        using CliRun cli = new() { Typed = "text" };
        Assert.Equal(ExitCodes.BadInput, await cli.RunAsync("complete", option, Path.Combine(cli.Folder, "none"), "--model", tiny.Folder));
        Assert.EndsWith("[EA7005]\n", cli.Error, StringComparison.Ordinal);
        Assert.Null(cli.LoadedModel);
    }

    [Fact]
    public async Task Complete_PatternThatCannotBe_IsBadInput()
    {
        using CliRun cli = new();
        Assert.Equal(ExitCodes.BadInput, await cli.RunAsync("complete", "a", "--model", tiny.Folder, "--regex", "(a"));
        Assert.EndsWith("[EA1111]\n", cli.Error, StringComparison.Ordinal);
    }
}
