using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using EdgeAgent.Agents;
using EdgeAgent.Mcp.Tests.Support;

namespace EdgeAgent.Mcp.Tests.Interop;

/// <summary>Programs that were not written here: MCP's TypeScript client at our server, its test server at our client.</summary>
public sealed class InteropTests(NodePackages npm)
{
    private static string Program => Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "edge-agent.exe" : "edge-agent");

    [Fact]
    public async Task TheirClient_AtOurServerOverStdio_ListsCallsAndApproves()
    {
        string folder = await npm.FolderAsync;
        Check(await NodeProcess.RunAsync("node", folder, "client.mjs", "stdio", Program, "mcp", "--sample", "smart-home"));
    }

    [Fact]
    public async Task TheirClient_AtOurServerOverHttp_ListsCallsAndApproves()
    {
        string folder = await npm.FolderAsync;
        using Process server = Process.Start(new ProcessStartInfo(Program, ["mcp", "--sample", "smart-home", "--http", "0"]) { RedirectStandardError = true })!;
        try
        {
            string? line = await server.StandardError.ReadLineAsync(Wire.Token);
            string address = Assert.Single(line!.Split(' '), word => word.StartsWith("http://127.0.0.1:", StringComparison.Ordinal)).TrimEnd('.');
            Check(await NodeProcess.RunAsync("node", folder, "client.mjs", "http", address));
        }
        finally
        {
            server.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task TheirServer_AtOurClient_GivesItsToolsAndResults()
    {
        string folder = await npm.FolderAsync;
        ConcurrentQueue<McpProgress> progress = new();
        McpServerProcess process = new("node", Path.Combine("node_modules", "@modelcontextprotocol", "server-everything", "dist", "index.js"), "stdio")
        {
            WorkingDirectory = folder,
        };
        await using McpToolSource source = await McpToolSource.StartAsync(
            process, new() { TrustAnnotations = true, Progress = progress.Enqueue, Prefix = "every_" }, cancellationToken: Wire.Token);
        Dictionary<string, AgentTool> tools = source.Tools.ToDictionary(t => t.Name["every_".Length..]);
        Assert.Equal("""{"result":"Echo: ciao"}""", await tools["echo"].ReplyAsync("""{"message": "ciao"}"""));
        Assert.Contains("is 5", await tools["get-sum"].ReplyAsync("""{"a": 2, "b": 3}"""), StringComparison.Ordinal);
        Assert.StartsWith("""{"error":"invalid arguments""", await tools["get-sum"].ReplyAsync("""{"a": "two"}"""), StringComparison.Ordinal);
        Assert.Contains("\"temperature\":", await tools["get-structured-content"].ReplyAsync("""{"location": "Chicago"}"""), StringComparison.Ordinal);
        Assert.Contains("\"mediaType\":\"image/png\",\"bytes\":", await tools["get-tiny-image"].ReplyAsync(), StringComparison.Ordinal);
        Assert.Contains("\"type\":\"resource\"", await tools["get-resource-links"].ReplyAsync("""{"count": 2}"""), StringComparison.Ordinal);
        Assert.Contains("\"type\":\"resource\"", await tools["get-resource-reference"].ReplyAsync("""{"resourceType": "Blob", "resourceId": 2}"""), StringComparison.Ordinal);
        Assert.DoesNotContain("\"error\"", await tools["trigger-long-running-operation"].ReplyAsync("""{"duration": 0.5, "steps": 2}"""), StringComparison.Ordinal);
        Assert.Contains(progress, p => p.Total == 2 && p.Tool == "every_trigger-long-running-operation");
        Assert.Equal(ToolApproval.Never, tools["echo"].Options.Approval);
        Assert.Equal(ToolApproval.Ask, tools["toggle-simulated-logging"].Options.Approval);
    }

    [Fact]
    public async Task OurClient_AtOurCommandLine_ReadsNothingButProtocol()
    {
        await using McpToolSource source = await McpToolSource.StartAsync(
            new McpServerProcess(Program, "mcp", "--sample", "smart-home"), cancellationToken: Wire.Token);
        Assert.Equal("edge-agent smart-home", source.Name);
        Assert.Contains(source.Tools, t => t.Name == "set_lock");
        AgentTool light = source.Tools.Single(t => t.Name == "turn_light");
        Assert.Equal("""{"ok":true}""", await light.ReplyAsync("""{"room": "kitchen", "state": "on"}"""));
    }

    /// <summary>What client.mjs saw of the smart home, the same over every transport.</summary>
    private static void Check(string said)
    {
        JsonElement seen = JsonElement.Parse(said);
        Assert.Equal("edge-agent smart-home", seen.GetProperty("server").GetProperty("name").GetString());
        Assert.Equal(10, seen.GetProperty("tools").GetArrayLength());
        Assert.Equal("""{"error":false,"text":"{\"ok\":true}","structured":{"ok":true}}""", seen.GetProperty("light").GetRawText());
        Assert.True(seen.GetProperty("wrong").GetProperty("error").GetBoolean());
        Assert.StartsWith("invalid arguments", seen.GetProperty("wrong").GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal(-32602, seen.GetProperty("unknown").GetProperty("protocolError").GetInt32());
        Assert.Equal("permission denied: the user did not approve this call", seen.GetProperty("declined").GetProperty("text").GetString());
        Assert.Equal("""{"ok":true}""", seen.GetProperty("accepted").GetProperty("text").GetString());
        Assert.Equal(2, seen.GetProperty("asked").GetArrayLength());
        Assert.Equal("""Allow set_lock({"action":"unlock"})?""", seen.GetProperty("asked")[0].GetString());
    }
}
