using System.Globalization;
using EdgeAgent.Agents;
using EdgeAgent.Mcp.Tests.Support;

namespace EdgeAgent.Mcp.Tests;

/// <summary>Servers that are processes: how they fail, and that none is left behind.</summary>
public sealed class ServerProcessTests
{
    private static readonly McpToolSourceOptions s_hasty = new() { Name = "bad", ConnectTimeout = TimeSpan.FromSeconds(2) };

    [Fact]
    public async Task Start_NoSuchProgram_IsEA7101()
    {
        McpToolException e = await FailAsync(new McpServerProcess("edge-agent-no-such-program", "x"));
        Assert.Equal("EA7101", e.Code);
        Assert.Contains("edge-agent-no-such-program x", e.Where, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_ProgramThatEndsAtOnce_IsEA7101WithItsLastWords()
    {
        McpToolException e = await FailAsync(FakeServer.Script("console.error('no API key'); process.exit(3)"));
        Assert.Equal("EA7101", e.Code);
        Assert.Contains("code 3", e.What, StringComparison.Ordinal);
        Assert.Contains("no API key", e.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("setInterval(() => {}, 1000)")]
    [InlineData("setInterval(() => console.log('Listening on port 8080 {'), 20)")]
    [InlineData("setInterval(() => console.log('{\"jsonrpc\": \"2.0\", \"id\": 77, \"result\": {}}'), 20)")]
    public async Task Start_ProgramThatIsSilentOrTalksRubbish_IsEA7102AndItIsKilled(string script)
    {
        string file = Path.GetTempFileName();
        McpToolException e = await FailAsync(FakeServer.Script($"require('fs').writeFileSync({System.Text.Json.JsonSerializer.Serialize(file)}, '' + process.pid); {script}"));
        Assert.Equal("EA7102", e.Code);
        Assert.Contains("2 s", e.What, StringComparison.Ordinal);
        await FakeServer.EndedAsync(int.Parse(await File.ReadAllTextAsync(file, Wire.Token), CultureInfo.InvariantCulture));
        File.Delete(file);
    }

    [Theory]
    [InlineData("m => reply(m, { tools: 7 })")]
    [InlineData("m => reply(m, { tools: [{ name: 't', inputSchema: 'no' }] })")]
    [InlineData("m => reply(m, { tools: [{ inputSchema: {} }] })")]
    [InlineData("m => fail(m, -32603, 'broken')")]
    public async Task Start_ListThatBreaksTheProtocol_IsEA7103(string list) => Assert.Equal("EA7103", (await FailAsync(FakeServer.With(list: list))).Code);

    [Fact]
    public async Task Call_ServerDiesInIt_IsEA7106AtOnceWithItsLastWords()
    {
        await using McpToolSource source = await StartAsync(FakeServer.With("m => { console.error('out of memory'); process.exit(7) }"));
        for (int i = 0; i < 2; i++)
        {
            ToolCallFailed failed = Assert.IsType<ToolCallFailed>((await source.Tools[0].RunAsync()).Outcome);
            McpToolException e = Assert.IsType<McpToolException>(failed.Exception);
            Assert.Equal("EA7106", e.Code);
            Assert.Contains("out of memory", e.What, StringComparison.Ordinal);
            Assert.DoesNotContain("memory", failed.Message, StringComparison.Ordinal); // the model need not know
        }
    }

    [Theory]
    [InlineData("m => reply(m, 7)")]
    [InlineData("m => reply(m, { content: 7 })")]
    [InlineData("m => reply(m, { content: [{ type: 'text' }] })")]
    [InlineData("m => reply(m, { content: [{ type: 'image', data: '%%%', mimeType: 'image/png' }] })")]
    [InlineData("m => reply(m, { content: [{ type: 'hologram' }] })")]
    public async Task Call_AnswerThatBreaksTheProtocol_FailsWithoutHanging(string call)
    {
        await using McpToolSource source = await StartAsync(FakeServer.With(call));
        ToolDispatchResult done = await source.Tools[0].RunAsync();
        ToolCallFailed failed = Assert.IsType<ToolCallFailed>(done.Outcome);
        Assert.Equal("EA7103", Assert.IsType<McpToolException>(failed.Exception).Code);
    }

    [Fact]
    public async Task Dispose_ServerThatIgnoresTheEndOfItsInput_IsKilledWithItsChildren()
    {
        McpToolSource source = await StartAsync(FakeServer.With(
            "m => reply(m, { content: [{ type: 'text', text: process.pid + ' ' + child.pid }] })",
            first: "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); const child = require('child_process').spawn('node', ['-e', 'setInterval(() => {}, 1000)']);"));
        string said = (await source.Tools[0].RunAsync()).Reply.GetProperty("result").GetString()!;
        int[] ids = [.. said.Split(' ').Select(id => int.Parse(id, CultureInfo.InvariantCulture))];
        Assert.All(ids, id => Assert.True(FakeServer.Runs(id)));
        await source.DisposeAsync();
        foreach (int id in ids) await FakeServer.EndedAsync(id);
    }

    [Fact]
    public async Task Start_Environment_IsWhatAnyProgramNeedsAndWhatIsGiven()
    {
        Environment.SetEnvironmentVariable("EDGE_AGENT_TEST_SECRET", "s3cret");
        const string Tell = "m => reply(m, { content: [{ type: 'text', text: [!!process.env.PATH, process.env.EDGE_AGENT_TEST_SECRET, process.env.GIVEN].join(' ') }] })";
        await using McpToolSource closed = await StartAsync(FakeServer.With(Tell) with { Environment = new Dictionary<string, string?> { ["GIVEN"] = "g" } });
        await using McpToolSource open = await StartAsync(FakeServer.With(Tell) with { InheritEnvironment = true });
        Assert.Equal("""{"result":"true  g"}""", await closed.Tools[0].ReplyAsync());
        Assert.Equal("""{"result":"true s3cret "}""", await open.Tools[0].ReplyAsync());
    }

    [Fact]
    public async Task Connect_NothingListensThere_IsEA7101()
    {
        McpToolException e = await Assert.ThrowsAsync<McpToolException>(
            () => McpToolSource.ConnectAsync(new Uri("http://127.0.0.1:1/mcp"), s_hasty, cancellationToken: Wire.Token));
        Assert.Equal("EA7101", e.Code);
        e = await Assert.ThrowsAsync<McpToolException>(() => McpToolSource.ConnectAsync(new Uri("ftp://x/y"), s_hasty, cancellationToken: Wire.Token));
        Assert.Equal("EA7101", e.Code);
    }

    [Fact]
    public async Task Start_Cancelled_ThrowsThatAndNothingElse()
    {
        using CancellationTokenSource stop = new(TimeSpan.FromMilliseconds(500));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => McpToolSource.StartAsync(FakeServer.Script("setInterval(() => {}, 1000)"), cancellationToken: stop.Token));
    }

    private static Task<McpToolSource> StartAsync(McpServerProcess process) => McpToolSource.StartAsync(process, cancellationToken: Wire.Token);

    private static Task<McpToolException> FailAsync(McpServerProcess process) =>
        Assert.ThrowsAsync<McpToolException>(() => McpToolSource.StartAsync(process, s_hasty, cancellationToken: Wire.Token));
}
