using EdgeAgent.Testing;
using SmartHome.Terminal;

namespace EdgeAgent.EndToEnd.Tests;

/// <summary><c>run --mcp</c> and <c>mcp</c> on the command line. Programs at both ends are tested in EdgeAgent.Mcp.Tests.</summary>
public sealed class McpOptionsTests
{
    /// <summary>A server with one tool, which the annotation says only reads; Node runs it.</summary>
    private const string Server = """
        require("readline").createInterface({ input: process.stdin }).on("line", line => {
          const m = JSON.parse(line), reply = result => console.log(JSON.stringify({ jsonrpc: "2.0", id: m.id, result }));
          if (m.method === "initialize") reply({ protocolVersion: "2025-06-18", capabilities: { tools: {} }, serverInfo: { name: "clock", version: "1" } });
          else if (m.method === "tools/list") reply({ tools: [{ name: "now", inputSchema: { type: "object" }, annotations: { readOnlyHint: true } }] });
          else if (m.method === "tools/call") reply({ content: [{ type: "text", text: "noon" }] });
          else if (m.id !== undefined) console.log(JSON.stringify({ jsonrpc: "2.0", id: m.id, error: { code: -32601, message: "no" } }));
        });
        """;

    private static readonly ScriptedAnswer[] s_asks = [new ScriptedAnswer().Call("now", "{}"), new ScriptedAnswer().Text("It is noon.")];

    [Theory]
    [InlineData("mcp")]
    [InlineData("mcp", "--sample", "smart-home", "--tools", "f.json")]
    [InlineData("mcp", "--sample", "no-such-sample")]
    [InlineData("mcp", "--sample", "smart-home", "--http", "65536")]
    [InlineData("mcp", "--sample", "smart-home", "--http", "x")]
    [InlineData("run", "x", "--mcp", "")]
    [InlineData("run", "x", "--mcp", "name=")]
    [InlineData("run", "x", "--mcp", "http://")]
    [InlineData("chat", "--mcp")]
    public async Task RunAsync_WrongUsage_Exits2(params string[] args)
    {
        using CliRun cli = new();
        Assert.Equal(ExitCodes.Usage, await cli.RunAsync(args));
        Assert.NotEqual("", cli.Error);
        Assert.Equal("", cli.Out);
    }

    [Fact]
    public async Task Mcp_ToolsFileMissing_IsEA7001()
    {
        using CliRun cli = new();
        Assert.Equal(ExitCodes.BadInput, await cli.RunAsync("mcp", "--tools", Path.Combine(cli.Folder, "none.json")));
        Assert.EndsWith("[EA7001]\n", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ForeignTool_AsksUnlessTheServerIsTrusted()
    {
        using CliRun nobody = new(s_asks), yes = new(s_asks), trusted = new(s_asks);
        Assert.Equal(ExitCodes.Failed, await nobody.RunAsync("run", "Time?", "--mcp", Command(nobody)));
        Assert.Contains("Denied now", nobody.Out, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Done, await yes.RunAsync("run", "Time?", "--mcp", Command(yes), "--yes"));
        Assert.Equal(ExitCodes.Done, await trusted.RunAsync("run", "Time?", "--mcp", Command(trusted), "--mcp-trust"));
        Assert.Contains("noon", trusted.Out, StringComparison.Ordinal);
        Assert.Equal("MCP server clock: 1 tools.\n", trusted.Error);
    }

    [Fact]
    public async Task Run_NamedServers_HaveToolsOfTheirOwnBesideTheSamples()
    {
        using CliRun cli = new(new ScriptedAnswer().Text("ok"));
        Assert.Equal(ExitCodes.Done, await cli.RunAsync(
            "run", "x", "--sample", "smart-home", "--mcp", $"a={Command(cli)}", "--mcp", $"b={Command(cli)}", "--tool-choice", "b_now"));
        string[] names = [.. Assert.Single(cli.Requests).Options!.Tools!.Select(t => t.Name)];
        Assert.Equal(["turn_light", "a_now", "b_now"], [names[0], .. names[^2..]]);
    }

    [Fact]
    public async Task Run_OneNameAtTwoServers_Exits2AndNamesThemAndLoadsNoModel()
    {
        using CliRun cli = new();
        Assert.Equal(ExitCodes.Usage, await cli.RunAsync("run", "x", "--mcp", Command(cli), "--mcp", Command(cli)));
        Assert.Contains("'now'", cli.Error, StringComparison.Ordinal);
        Assert.Contains("--mcp NAME=", cli.Error, StringComparison.Ordinal);
        Assert.EndsWith("[EA7104]\n", cli.Error, StringComparison.Ordinal);
        Assert.Null(cli.LoadedModel);
    }

    [Fact]
    public async Task Run_ServerThatDoesNotStart_Exits1AndLoadsNoModel()
    {
        using CliRun cli = new();
        Assert.Equal(ExitCodes.Failed, await cli.RunAsync("run", "x", "--mcp", "edge-agent-no-such-program"));
        Assert.EndsWith("[EA7101]\n", cli.Error, StringComparison.Ordinal);
        Assert.Null(cli.LoadedModel);
    }

    private static string Command(CliRun cli) => $"node \"{cli.File("server.cjs", Server)}\"";
}
