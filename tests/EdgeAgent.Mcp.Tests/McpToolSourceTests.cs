using EdgeAgent.Agents;
using EdgeAgent.Mcp.Tests.Support;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace EdgeAgent.Mcp.Tests;

/// <summary>Tools of a foreign server as an agent takes them: names, schemas, policies.</summary>
public sealed class McpToolSourceTests
{
    private static readonly ToolAnnotations s_reads = new() { ReadOnlyHint = true };

    [Fact]
    public async Task Connect_ServerOfThreePages_TakesAllToolsInOrderWithTheirSchemas()
    {
        await using Wire wire = new();
        McpServerOptions server = ForeignServer.With([]);
        server.Handlers.ListToolsHandler = (request, _) =>
        {
            int page = int.Parse(request.Params?.Cursor ?? "0", System.Globalization.CultureInfo.InvariantCulture);
            return ValueTask.FromResult(new ListToolsResult
            {
                Tools = [ForeignServer.Tool($"t{page}", """{"type": "object", "properties": {"nPAGE": {"type": "integer"}}}""".Replace("PAGE", $"{page}", StringComparison.Ordinal))],
                NextCursor = page == 2 ? null : $"{page + 1}",
            });
        };
        await using McpToolSource source = await ForeignServer.ConnectAsync(wire, server);
        Assert.Equal(["t0", "t1", "t2"], source.Tools.Select(t => t.Name));
        Assert.Equal("Does t1", source.Tools[1].Description);
        Assert.Equal("""{"type":"object","properties":{"n1":{"type":"integer"}}}""", source.Tools[1].Parameters.GetRawText());
        Assert.Equal(("foreign", 0), (source.Name, source.Notes.Count));
    }

    [Fact]
    public async Task Connect_CursorsForEver_IsEA7103()
    {
        await using Wire wire = new();
        McpServerOptions server = ForeignServer.With([]);
        int page = 0;
        server.Handlers.ListToolsHandler = (_, _) => ValueTask.FromResult(new ListToolsResult
        {
            Tools = [ForeignServer.Tool($"t{page++}")],
            NextCursor = "more",
        });
        McpToolException e = await Assert.ThrowsAsync<McpToolException>(() => ForeignServer.ConnectAsync(wire, server, new() { MaxTools = 20 }));
        Assert.Equal(("EA7103", 21), (e.Code, page));
        Assert.Contains("server 'foreign'", e.Where, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_EndlessEmptyPages_EndsWithTheTimeOut()
    {
        await using Wire wire = new();
        McpServerOptions server = ForeignServer.With([]);
        server.Handlers.ListToolsHandler = (_, _) => ValueTask.FromResult(new ListToolsResult { Tools = [], NextCursor = "more" });
        McpToolException e = await Assert.ThrowsAsync<McpToolException>(
            () => ForeignServer.ConnectAsync(wire, server, new() { ConnectTimeout = TimeSpan.FromMilliseconds(300) }));
        Assert.Equal("EA7102", e.Code);
    }

    [Fact]
    public async Task Tools_OfAServerNobodyTrusts_AskEvenWhereAnnotatedReadOnly()
    {
        await using Wire wire = new();
        await using McpToolSource source = await ForeignServer.ConnectAsync(wire, ForeignServer.With([ForeignServer.Tool("read", annotations: s_reads)]));
        Assert.Equal((ToolApproval.Ask, false), (source.Tools[0].Options.Approval, source.Tools[0].Options.Idempotent));
        Assert.Equal(TimeSpan.FromSeconds(30), source.Tools[0].Options.Timeout);
    }

    [Fact]
    public async Task Tools_WithTrustedAnnotations_AskUnlessReadOnly()
    {
        await using Wire wire = new();
        await using McpToolSource source = await ForeignServer.ConnectAsync(wire, ForeignServer.With(
        [
            ForeignServer.Tool("read", annotations: s_reads),
            ForeignServer.Tool("write", annotations: new() { ReadOnlyHint = false, IdempotentHint = true }),
            ForeignServer.Tool("unsaid"),
        ]), new() { TrustAnnotations = true });
        Assert.Equal(
            [(ToolApproval.Never, true), (ToolApproval.Ask, true), (ToolApproval.Ask, false)],
            source.Tools.Select(t => (t.Options.Approval, t.Options.Idempotent)));
    }

    [Fact]
    public async Task Policy_Given_DecidesAndIncludeFilters()
    {
        await using Wire wire = new();
        await using McpToolSource source = await ForeignServer.ConnectAsync(wire, ForeignServer.With([ForeignServer.Tool("a"), ForeignServer.Tool("b")]), new()
        {
            Include = name => name != "a",
            Prefix = "srv_",
            Policy = (tool, policy) => policy with { Approval = tool.Name == "b" ? ToolApproval.Never : ToolApproval.Deny, MaxRetries = 0 },
        });
        AgentTool only = Assert.Single(source.Tools);
        Assert.Equal(("srv_b", ToolApproval.Never, 0), (only.Name, only.Options.Approval, only.Options.MaxRetries));
        Assert.Empty(source.Notes); // a prefix was asked for
    }

    [Theory]
    [InlineData("get weather", "get_weather")]
    [InlineData("città", "citt_")]
    [InlineData("a.b/c:d-e_F9", "a.b/c:d-e_F9")]
    [InlineData("", "tool")]
    [InlineData("😀", "_")]
    public async Task Names_NotUsable_AreMappedAndNoted(string theirs, string ours)
    {
        await using Wire wire = new();
        await using McpToolSource source = await ForeignServer.ConnectAsync(wire, ForeignServer.With(
            [ForeignServer.Tool(theirs)], (request, _) => ValueTask.FromResult(ForeignServer.Text($"called {request.Params!.Name}"))));
        Assert.Equal(ours, source.Tools[0].Name);
        Assert.Equal(theirs == ours ? 0 : 1, source.Notes.Count);
        if (theirs != ours) Assert.Equal((theirs, ours), (source.Notes[0].Tool, source.Notes[0].Name));
        Assert.Equal($$"""{"result":"called {{theirs}}"}""", System.Text.RegularExpressions.Regex.Unescape(await source.Tools[0].ReplyAsync()));
    }

    [Fact]
    public async Task Names_ThatMeetOrAreTooLong_AreNumberedAndCut()
    {
        await using Wire wire = new();
        string longName = new('x', 200);
        await using McpToolSource source = await ForeignServer.ConnectAsync(wire, ForeignServer.With(
            [ForeignServer.Tool("a b"), ForeignServer.Tool("a_b"), ForeignServer.Tool("a-b"), ForeignServer.Tool(longName), ForeignServer.Tool(longName + "y")]));
        Assert.Equal(["a_b", "a_b_2", "a-b", longName[..128], longName[..126] + "_2"], source.Tools.Select(t => t.Name));
        Assert.Equal(["a b", "a_b", longName, longName + "y"], source.Notes.Select(n => n.Tool));
    }

    [Fact]
    public async Task Combine_OneNameAtTwoServers_IsEA7104AndNamesBoth()
    {
        await using Wire one = new(), two = new();
        await using McpToolSource first = await ForeignServer.ConnectAsync(one, ForeignServer.With([ForeignServer.Tool("search")]), new() { Name = "mail" });
        await using McpToolSource second = await ForeignServer.ConnectAsync(two, ForeignServer.With([ForeignServer.Tool("search")]), new() { Name = "files" });
        McpToolException e = Assert.Throws<McpToolException>(() => McpToolSource.Combine([], first, second));
        Assert.Equal("EA7104", e.Code);
        Assert.Contains("server 'mail'", e.What, StringComparison.Ordinal);
        Assert.Contains("server 'files'", e.What, StringComparison.Ordinal);
        e = Assert.Throws<McpToolException>(() => McpToolSource.Combine(first.Tools, first));
        Assert.Contains("the program", e.What, StringComparison.Ordinal);
        Assert.Equal(["search"], McpToolSource.Combine([], first).Select(t => t.Name));
    }

    [Fact]
    public async Task Connect_SchemaThatCannotBeRead_IsEA7105OrLeftOut()
    {
        Tool[] tools = [ForeignServer.Tool("good"), ForeignServer.Tool("bad", """{"type": "object", "properties": {"a": {"type": "objekt"}}}""")];
        await using Wire one = new(), two = new();
        McpToolException e = await Assert.ThrowsAsync<McpToolException>(() => ForeignServer.ConnectAsync(one, ForeignServer.With(tools)));
        Assert.Equal("EA7105", e.Code);
        Assert.Contains("'bad'", e.What, StringComparison.Ordinal);
        Assert.Contains("#/properties/a", e.Where, StringComparison.Ordinal);

        await using McpToolSource source = await ForeignServer.ConnectAsync(two, ForeignServer.With(tools), new() { SkipUnusable = true });
        Assert.Equal(["good"], source.Tools.Select(t => t.Name));
        Assert.Equal(("bad", null), (Assert.Single(source.Notes).Tool, source.Notes[0].Name));
    }

    [Theory]
    [InlineData(null)] // the newest revision, where the client must ask to be told
    [InlineData("2025-11-25")]
    public async Task ToolsChanged_ServerAddsOne_IsReadAnewAndTheOldListStays(string? protocol)
    {
        await using Wire wire = new();
        McpServerOptions options = new()
        {
            ProtocolVersion = protocol,
            ToolCollection = [McpServerTool.Create(() => "first", new() { Name = "first" })],
        };
        wire.Serve(options);
        await using McpToolSource source = await McpToolSource.ConnectAsync(wire.Client, cancellationToken: Wire.Token);
        IReadOnlyList<AgentTool> before = source.Tools;
        TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        source.ToolsChanged += (_, _) => changed.TrySetResult();
        // Under the newest revision the server tells only those whose request to be told has arrived.
        for (int i = 0; !changed.Task.IsCompleted; i++)
        {
            Assert.True(i < 100, "the change was not told");
            options.ToolCollection!.Add(McpServerTool.Create(() => "more", new() { Name = $"more{i}" }));
            await Task.WhenAny(changed.Task, Task.Delay(100, Wire.Token));
        }
        Assert.Equal("first", Assert.Single(before).Name);
        Assert.Contains(source.Tools, t => t.Name == "more0");
        Assert.Equal("""{"result":"first"}""", await before[0].ReplyAsync());
    }

    [Fact]
    public async Task Refresh_ServerThatSaysNothing_ReadsItsToolsAnew()
    {
        await using Wire wire = new();
        List<Tool> tools = [ForeignServer.Tool("a")];
        await using McpToolSource source = await ForeignServer.ConnectAsync(wire, ForeignServer.With(tools));
        tools.Add(ForeignServer.Tool("b"));
        Assert.Single(source.Tools);
        await source.RefreshAsync(Wire.Token);
        Assert.Equal(["a", "b"], source.Tools.Select(t => t.Name));
    }
}
