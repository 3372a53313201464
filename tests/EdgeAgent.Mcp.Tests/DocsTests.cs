using System.Text.RegularExpressions;
using EdgeAgent.Agents;
using EdgeAgent.Mcp.Tests.Interop;
using EdgeAgent.TestData;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Mcp.Tests;

/// <summary>docs/mcp.md: its C# stands compiled below, its options exist.</summary>
public sealed partial class DocsTests
{
    [Fact]
    public void Examples_OfCSharp_AreThoseCompiledHere()
    {
        string here = Spaces().Replace(File.ReadAllText(SharedData.InRepository("tests", "EdgeAgent.Mcp.Tests", "DocsTests.cs")), " ");
        string[] examples = [.. CSharp().Matches(Page()).Select(m => m.Groups[1].Value)];
        Assert.Equal(4, examples.Length);
        Assert.All(examples, example => Assert.Contains(Spaces().Replace(example.Trim(), " "), here, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Options_OfTheCommandLine_Exist()
    {
        string program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "edge-agent.exe" : "edge-agent");
        string help = "";
        foreach (string command in new[] { "mcp", "run", "chat" })
            help += await NodeProcess.RunAsync(program, AppContext.BaseDirectory, command, "--help");
        string[] options = [.. Option().Matches(Page()).Select(m => m.Value).Distinct()];
        Assert.Contains("--mcp-trust", options);
        Assert.All(options, option => Assert.Contains($" {option} ", help, StringComparison.Ordinal));
    }

    internal static async Task ClientAsync(
        IChatClient client, AgentTool[] ownTools, Func<ApprovalRequest, CancellationToken, ValueTask<ToolApprovalResponseContent>> approver)
    {
        await using McpToolSource files = await McpToolSource.StartAsync(
            new McpServerProcess("npx", "-y", "@modelcontextprotocol/server-filesystem", "/srv/notes"),
            new McpToolSourceOptions { Name = "files", Prefix = "files_", Include = name => name is "read_text_file" or "list_directory" });
        await using McpToolSource weather = await McpToolSource.ConnectAsync(new Uri("http://127.0.0.1:8080/mcp"));

        AgentOptions options = new() { Tools = McpToolSource.Combine(ownTools, files, weather), Approver = approver };
        Agent agent = new(client, options);

        weather.ToolsChanged += (_, _) => agent = new Agent(client, options with { Tools = McpToolSource.Combine(ownTools, files, weather) });
        await agent.RunAsync(new AgentConversation(), "What is in my notes?");
    }

    internal static async Task StdioAsync(House house)
    {
        McpToolServer server = new(AgentTool.FromObject(house), new McpToolServerOptions { Name = "house" });
        await server.RunStdioAsync();
    }

    internal static async Task HttpAsync(House house)
    {
        WebApplication application = WebApplication.Create();
        application.MapMcpTools("/mcp", new McpToolServer(AgentTool.FromObject(house)));
        await application.RunAsync("http://127.0.0.1:8080");
    }

    private static string Page() => File.ReadAllText(SharedData.InRepository("docs", "mcp.md"));

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharp();

    [GeneratedRegex("(?<= |`)--[a-z-]+")]
    private static partial Regex Option();

    [GeneratedRegex("\\s+")]
    private static partial Regex Spaces();

    internal sealed class House
    {
        [Tool]
        public static string RingBell() => "ringing";
    }
}
