using EdgeAgent.Agents;
using EdgeAgent.Models;
using EdgeAgent.Testing;
using SmartHome.Terminal;

namespace EdgeAgent.EndToEnd.Tests;

/// <summary>Command lines that are wrong, and what fails: one message, the exit code of the design, never a stack.</summary>
public sealed class CliUsageTests
{
    private const string Weather = """[{"type": "function", "function": {"name": "get_weather", "description": "d", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}}]""";

    [Theory]
    [InlineData("run")]
    [InlineData("run", "a", "b")]
    [InlineData("nonsense")]
    [InlineData("run", "x", "--nonsense")]
    [InlineData("run", "x", "--max-tokens", "0")]
    [InlineData("run", "x", "--max-tokens", "many")]
    [InlineData("run", "x", "--sample", "no-such-sample")]
    [InlineData("run", "x", "--sample", "smart-home", "--tools", "f.json")]
    [InlineData("run", "x", "--tool-choice", "required")]
    [InlineData("run", "x", "--sample", "smart-home", "--tool-choice", "set_everything")]
    [InlineData("convert", "-o", "d")]
    [InlineData("convert", "model.gguf")]
    [InlineData("convert", "model.gguf", "-o", "d", "--random", "tiny")]
    [InlineData("convert", "model.gguf", "-o", "d", "--bits", "5")]
    [InlineData("convert", "model.gguf", "-o", "d", "--accuracy-level", "2")]
    [InlineData("convert", "model.gguf", "-o", "d", "--seed", "1")]
    [InlineData("models", "delete")]
    [InlineData("models", "show", "")]
    [InlineData("models", "import", "", "--id", "a")]
    [InlineData("models", "import", "a", "--id", "")]
    [InlineData("pull", "")]
    [InlineData("convert", "", "-o", "d")]
    [InlineData("convert", "a.gguf", "-o", "")]
    [InlineData("run", "x", "--model", "")]
    [InlineData("run", "x", "--tools", "")]
    [InlineData("tokenize", "--tokenizer", "", "--jsonl", "a")]
    public async Task RunAsync_WrongUsage_Exits2WithAMessageAndLoadsNothing(params string[] args)
    {
        using CliRun cli = new();
        Assert.Equal(ExitCodes.Usage, await cli.RunAsync(args));
        Assert.NotEqual("", cli.Error);
        Assert.Equal("", cli.Out);
        Assert.Null(cli.LoadedModel);
    }

    [Fact]
    public async Task RunAsync_UnknownToolChoice_NamesTheTools()
    {
        using CliRun cli = new();
        await cli.RunAsync("run", "x", "--sample", "smart-home", "--tool-choice", "set_everything");
        Assert.Contains("set_light", cli.Error, StringComparison.Ordinal);
        Assert.EndsWith("[EA7004]\n", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_ChoiceWithoutTools_IsEA7003()
    {
        using CliRun cli = new();
        await cli.RunAsync("run", "x", "--tool-choice", "required");
        Assert.EndsWith("[EA7003]\n", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_ToolsFileMissing_IsEA7001()
    {
        using CliRun cli = new();
        string missing = Path.Combine(cli.Folder, "none.json");
        Assert.Equal(ExitCodes.BadInput, await cli.RunAsync("run", "x", "--tools", missing));
        Assert.Contains(missing, cli.Error, StringComparison.Ordinal);
        Assert.EndsWith("[EA7001]\n", cli.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[", "not JSON")]
    [InlineData("{}", "not a JSON array")]
    [InlineData("[1]", "#/0")]
    [InlineData("""[{"type": "function"}]""", "'function'")]
    [InlineData("""[{"type": "function", "function": {"description": "d"}}]""", "'name'")]
    [InlineData("""[{"type": "function", "function": {"name": "a"}}, {"type": "function", "function": {"name": 1}}]""", "#/1")]
    public async Task RunAsync_ToolsFileMalformed_IsEA7002AndSaysWhere(string text, string says)
    {
        using CliRun cli = new();
        string file = cli.File("tools.json", text);
        Assert.Equal(ExitCodes.BadInput, await cli.RunAsync("run", "x", "--tools", file));
        Assert.Contains(file, cli.Error, StringComparison.Ordinal);
        Assert.Contains(says, cli.Error, StringComparison.Ordinal);
        Assert.EndsWith("[EA7002]\n", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_ToolWithASchemaThatCannotBeRead_IsBadInputAndNamesTheTool()
    {
        using CliRun cli = new();
        string file = cli.File("tools.json", """[{"type": "function", "function": {"name": "open_gate", "parameters": {"type": "objekt"}}}]""");
        Assert.Equal(ExitCodes.BadInput, await cli.RunAsync("run", "x", "--tools", file));
        Assert.Contains("open_gate", cli.Error, StringComparison.Ordinal);
        Assert.Null(cli.LoadedModel);
    }

    [Fact]
    public async Task RunAsync_NoSuchModel_Exits4()
    {
        using CliRun cli = new();
        Assert.Equal(ExitCodes.Model, await cli.RunAsync("models", "path", "no-such-model"));
        Assert.Contains("[EA4001]", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_Cancelled_Exits130()
    {
        using CliRun cli = new() { LoadFails = new OperationCanceledException() };
        Assert.Equal(ExitCodes.Cancelled, await cli.RunAsync("run", "x"));
        Assert.Equal("Cancelled.\n", cli.Error);
    }

    [Fact]
    public async Task RunAsync_Unexpected_Exits1WithoutAStack()
    {
        using CliRun cli = new() { LoadFails = new InvalidOperationException("odd") };
        Assert.Equal(ExitCodes.Failed, await cli.RunAsync("run", "x"));
        Assert.Equal($"Unexpected InvalidOperationException: odd Set {Failures.DebugVariable}=1 to see where.\n", cli.Error);
    }

    [Fact]
    public async Task Run_ToolsOfAFile_EchoesTheArguments()
    {
        using CliRun cli = new(new ScriptedAnswer().Call("get_weather", """{"city": "Forlì"}"""), new ScriptedAnswer().Text("Sunny."));
        Assert.Equal(ExitCodes.Done, await cli.RunAsync("run", "Weather?", "--tools", cli.File("tools.json", Weather), "--model", "nesso"));
        Assert.StartsWith("→ get_weather {\"city\":\"Forlì\"}\n  ✓ {\"city\":\"Forlì\"}", cli.Out, StringComparison.Ordinal);
        Assert.Contains("\nSunny.\nload 1.00 s", cli.Out, StringComparison.Ordinal);
        Assert.Equal(("nesso", ""), (cli.LoadedModel, cli.Error));
    }

    [Fact]
    public async Task Run_ToolChoiceAndMaxTokens_ReachTheModel()
    {
        using CliRun cli = new(new ScriptedAnswer().Text("ok"));
        await cli.RunAsync("run", "x", "--sample", "smart-home", "--tool-choice", "set_light", "--max-tokens", "33");
        var options = Assert.Single(cli.Requests).Options!;
        Assert.Equal("set_light", Assert.IsType<Microsoft.Extensions.AI.RequiredChatToolMode>(options.ToolMode).RequiredFunctionName);
        Assert.Equal((10, 33), (options.Tools!.Count, options.MaxOutputTokens));
    }

    [Fact]
    public async Task Run_Json_IsOneObjectAndNothingElse()
    {
        using CliRun cli = new(new ScriptedAnswer().Call("turn_light", """{"room": "kitchen", "state": "on"}"""), new ScriptedAnswer().Text("Già fatto."));
        Assert.Equal(ExitCodes.Done, await cli.RunAsync("run", "x", "--sample", "smart-home", "--json"));
        using var json = System.Text.Json.JsonDocument.Parse(cli.Out);
        Assert.Equal("Già fatto.", json.RootElement.GetProperty("answer").GetString());
        var call = Assert.Single(json.RootElement.GetProperty("toolCalls").EnumerateArray());
        Assert.Equal(("turn_light", "kitchen", true), (call.GetProperty("name").GetString(), call.GetProperty("arguments").GetProperty("room").GetString(), call.GetProperty("result").GetProperty("ok").GetBoolean()));
        Assert.Contains("Già", cli.Out, StringComparison.Ordinal); // readable, not \u00e0
    }

    [Fact]
    public async Task Run_DoorWithNobodyThere_IsDeniedAndExits1_WithYesOpens()
    {
        ScriptedAnswer[] script = [new ScriptedAnswer().Call("set_lock", """{"action": "unlock"}"""), new ScriptedAnswer().Text("ok")];
        using CliRun nobody = new(script), yes = new(script);
        Assert.Equal(ExitCodes.Failed, await nobody.RunAsync("run", "x", "--sample", "smart-home"));
        Assert.Contains("Denied set_lock", nobody.Out, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Done, await yes.RunAsync("run", "x", "--sample", "smart-home", "--yes"));
        Assert.Contains("locked → unlocked", yes.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_LinesAndCommands_AnswerInOrder()
    {
        using CliRun cli = new(new ScriptedAnswer().Text("first"), new ScriptedAnswer().Text("second")) { Typed = "a\n/state\nb\n/quit\n" };
        Assert.Equal(ExitCodes.Done, await cli.RunAsync("chat", "--sample", "smart-home"));
        Assert.Equal(2, cli.Requests.Count);
        Assert.True(cli.Out.IndexOf("first", StringComparison.Ordinal) < cli.Out.IndexOf("hallway", StringComparison.Ordinal));
        Assert.True(cli.Out.IndexOf("hallway", StringComparison.Ordinal) < cli.Out.IndexOf("second", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Models_List_HasTheEmbeddedModel_ShowItsNumbers()
    {
        using CliRun cli = new();
        Assert.Equal(ExitCodes.Done, await cli.RunAsync("models", "list"));
        foreach (ModelManifestEntry entry in ModelManifest.Embedded.Models) Assert.Contains(entry.Id, cli.Out, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Done, await cli.RunAsync("models", "show", "default"));
        Assert.Contains("30 layers of 576", cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_EveryCommand_IsShown()
    {
        using CliRun cli = new();
        Assert.Equal(ExitCodes.Done, await cli.RunAsync("--help"));
        foreach (string command in new[] { "run", "chat", "convert", "models", "tokenize", "template" }) Assert.Contains(command, cli.Out, StringComparison.Ordinal);
    }
}
