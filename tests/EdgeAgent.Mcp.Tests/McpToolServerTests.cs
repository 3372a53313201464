using System.ComponentModel;
using System.IO.Pipelines;
using System.Text.Json;
using EdgeAgent.Agents;
using EdgeAgent.Mcp.Tests.Support;
using EdgeAgent.Testing;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace EdgeAgent.Mcp.Tests;

/// <summary>Our tools as a client of the SDK finds them: what is listed, and the rules that a call passes.</summary>
public sealed class McpToolServerTests
{
    private static readonly Dictionary<string, object?> s_kitchen = new() { ["room"] = "kitchen" };

    [Fact]
    public async Task List_Tools_HaveSchemaDescriptionAndWhatIsKnownOfThem()
    {
        await using Wire wire = new();
        await using McpClient client = await ClientAsync(wire, new(
        [
            AgentTool.Create(TurnLight),
            AgentTool.Create(TurnLight, new() { Name = "read", Idempotent = true }),
            AgentTool.Create(TurnLight, new() { Name = "unlock", Approval = ToolApproval.Ask }),
            AgentTool.FromSchema("any", "", JsonElement.Parse("{}"), (_, _) => default),
        ], new() { Name = "house", Instructions = "Be careful.", Annotate = (tool, known) => tool.Name == "read" ? new() { ReadOnlyHint = true } : known }));
        Assert.Equal(("house", "Be careful."), (client.ServerInfo!.Name, client.ServerInstructions));
        IList<McpClientTool> tools = await client.ListToolsAsync(cancellationToken: Wire.Token);
        Assert.Equal(["turn_light", "read", "unlock", "any"], tools.Select(t => t.Name));
        Assert.Equal("Turn on a light", tools[0].Description);
        Assert.Equal("""{"type":"object","properties":{"room":{"type":"string"}},"required":["room"]}""", tools[0].JsonSchema.GetRawText());
        Assert.Equal("""{"type":"object"}""", tools[3].JsonSchema.GetRawText());
        Assert.Equal([null, true, null, null], tools.Select(t => t.ProtocolTool.Annotations?.ReadOnlyHint));
        Assert.Equal([null, null, true, null], tools.Select(t => t.ProtocolTool.Annotations?.DestructiveHint));
    }

    [Fact]
    public async Task Call_Valid_GivesTextAndStructure()
    {
        await using Wire wire = new();
        await using McpClient client = await ClientAsync(wire, new([AgentTool.Create(TurnLight)]));
        CallToolResult result = await client.CallToolAsync("turn_light", s_kitchen, cancellationToken: Wire.Token);
        Assert.Equal(("kitchen is on", null), (Text(result), result.IsError));
        Assert.Equal("""{"result":"kitchen is on"}""", result.StructuredContent?.GetRawText());
    }

    [Theory]
    [InlineData("""{"a":1}""", """{"a":1}""", """{"a":1}""")]
    [InlineData("null", """{"ok":true}""", """{"ok":true}""")]
    [InlineData("[1]", """{"result":[1]}""", """{"result":[1]}""")]
    public async Task Call_EachKindOfResult_IsAnObject(string returned, string text, string structured)
    {
        await using Wire wire = new();
        await using McpClient client = await ClientAsync(wire, new([Tool("t", (_, _) => ValueTask.FromResult<object?>(JsonElement.Parse(returned)))]));
        CallToolResult result = await client.CallToolAsync("t", cancellationToken: Wire.Token);
        Assert.Equal((text, structured), (Text(result), result.StructuredContent?.GetRawText()));
    }

    [Fact]
    public async Task Call_ResultLongerThanTheToolAllows_IsCutAndSaysSo()
    {
        await using Wire wire = new();
        await using McpClient client = await ClientAsync(wire, new(
            [Tool("t", (_, _) => ValueTask.FromResult<object?>(new string('x', 10_000_000)), new() { MaxResultLength = 64 })]));
        CallToolResult result = await client.CallToolAsync("t", cancellationToken: Wire.Token);
        Assert.Contains("truncated", Text(result), StringComparison.Ordinal);
        Assert.InRange(Text(result).Length, 64, 200);
    }

    [Fact]
    public async Task Call_InvalidArguments_IsAnErrorTextAndTheHandlerDoesNotRun()
    {
        int runs = 0;
        await using Wire wire = new();
        await using McpClient client = await ClientAsync(wire, new([AgentTool.Create((int n) => runs += n, new() { Name = "add" })]));
        CallToolResult wrong = await client.CallToolAsync("add", new Dictionary<string, object?> { ["n"] = "x" }, cancellationToken: Wire.Token);
        CallToolResult missing = await client.CallToolAsync("add", cancellationToken: Wire.Token);
        Assert.StartsWith("invalid arguments: /n", Text(wrong), StringComparison.Ordinal);
        Assert.StartsWith("invalid arguments", Text(missing), StringComparison.Ordinal);
        Assert.Equal((true, true, 0), (wrong.IsError, missing.IsError, runs));
    }

    [Fact]
    public async Task Call_UnknownTool_IsAProtocolErrorThatNamesTheNearest()
    {
        await using Wire wire = new();
        await using McpClient client = await ClientAsync(wire, new([AgentTool.Create(TurnLight)]));
        McpProtocolException e = await Assert.ThrowsAsync<McpProtocolException>(async () => await client.CallToolAsync("turn_lite", cancellationToken: Wire.Token));
        Assert.Equal(McpErrorCode.InvalidParams, e.ErrorCode);
        Assert.Contains("use turn_light", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_HandlerThrows_TellsOnlyWhatIsMeantForAModel()
    {
        await using Wire wire = new();
        await using McpClient client = await ClientAsync(wire, new(
        [
            Tool("says", (_, _) => throw new ToolException("no such room")),
            Tool("leaks", (_, _) => throw new InvalidOperationException("/home/me/secret")),
        ]));
        Assert.Equal("no such room", Text(await client.CallToolAsync("says", cancellationToken: Wire.Token)));
        Assert.Equal("the function failed", Text(await client.CallToolAsync("leaks", cancellationToken: Wire.Token)));
    }

    [Fact]
    public async Task Call_IdempotentToolThatFailsOnce_IsRetried()
    {
        int runs = 0;
        await using Wire wire = new();
        await using McpClient client = await ClientAsync(wire, new([Tool(
            "t", (_, _) => ++runs == 1 ? throw new IOException() : ValueTask.FromResult<object?>("ok"),
            new() { Idempotent = true, RetryDelay = TimeSpan.Zero })]));
        Assert.Equal(("ok", 2), (Text(await client.CallToolAsync("t", cancellationToken: Wire.Token)), runs));
    }

    [Fact]
    public async Task Call_HandlerThatHangs_TimesOut()
    {
        await using Wire wire = new();
        FakeTimeProvider clock = new();
        await using McpClient client = await ClientAsync(wire, new([Tool("t", async (_, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return null;
        })], new() { Policy = new() { TimeProvider = clock } }));
        Task<CallToolResult> call = client.CallToolAsync("t", cancellationToken: Wire.Token).AsTask();
        await clock.AdvanceUntilAsync(call, TimeSpan.FromSeconds(1));
        Assert.Equal("timeout: the function did not answer in time", Text(await call));
    }

    [Fact]
    public async Task Run_ClientClosesWhileACallRuns_WaitsAMomentThenCancelsItAndEnds()
    {
        TaskCompletionSource running = new(TaskCreationOptions.RunContinuationsAsynchronously), cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        FakeTimeProvider clock = new();
        await using Wire wire = new();
        await using McpClient client = await ClientAsync(wire, new([Tool("t", async (_, token) =>
        {
            using CancellationTokenRegistration told = token.Register(() => cancelled.TrySetResult());
            running.TrySetResult();
            await Task.Delay(Timeout.Infinite, token);
            return null;
        }, new() { Timeout = TimeSpan.FromHours(1) })], new() { Policy = new() { TimeProvider = clock } }));
        _ = client.CallToolAsync("t", cancellationToken: Wire.Token).AsTask();
        await running.Task.WaitAsync(TimeSpan.FromSeconds(10), Wire.Token);
        Task closed = wire.CloseAsync();
        await clock.WaitForTimersAsync(3, Wire.Token); // the limit of the call, the handler's time-out, and the client's that left
        clock.Advance(TimeSpan.FromSeconds(4));
        Assert.False(cancelled.Task.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(10), Wire.Token);
        await closed;
    }

    [Fact]
    public async Task Run_ClientSendsItsCallsAndCloses_AnswersThemFirst()
    {
        byte[] said = """
            {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "script", "version": "1"}}}
            {"jsonrpc": "2.0", "method": "notifications/initialized"}
            {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "t"}}

            """u8.ToArray();
        using MemoryStream input = new(said), output = new();
        McpToolServer server = new([Tool("t", async (_, token) =>
        {
            await Task.Delay(200, token);
            return "slow but sure";
        })]);
        await server.RunAsync(input, output, Wire.Token).WaitAsync(TimeSpan.FromSeconds(10), Wire.Token);
        string[] lines = System.Text.Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Contains("slow but sure", Assert.Single(lines, l => l.Contains("\"id\":2", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rubbish")]
    [InlineData("{}")]
    [InlineData("""{"jsonrpc": "2.0", "id": {}, "method": 1}""")]
    [InlineData("""{"jsonrpc": "2.0", "id": 5, "method": "no/such"}""")]
    [InlineData("""{"jsonrpc": "2.0", "id": 5, "method": "tools/call"}""")]
    [InlineData("""{"jsonrpc": "2.0", "id": 5, "method": "tools/call", "params": {"name": 1}}""")]
    [InlineData("""{"jsonrpc": "2.0", "id": 5, "method": "tools/call", "params": {"name": "turn_light", "arguments": [1]}}""")]
    public async Task Run_MessagesThatAreNone_AreAnsweredOrSkippedAndTheNextOneIsServed(string line)
    {
        byte[] said = System.Text.Encoding.UTF8.GetBytes($$$$"""
            {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "script", "version": "1"}}}
            {{{{line}}}}
            {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "turn_light", "arguments": {"room": "hall"}}}

            """);
        Pipe input = new(), output = new();
        Task serving = new McpToolServer([AgentTool.Create(TurnLight)]).RunAsync(input.Reader.AsStream(), output.Writer.AsStream(), Wire.Token);
        await input.Writer.WriteAsync(said, Wire.Token);
        using StreamReader answers = new(output.Reader.AsStream());
        string? answer;
        do answer = await answers.ReadLineAsync(Wire.Token).AsTask().WaitAsync(TimeSpan.FromSeconds(10), Wire.Token);
        while (answer?.Contains("hall is on", StringComparison.Ordinal) == false);
        Assert.NotNull(answer);
        input.Writer.Complete();
        await serving.WaitAsync(TimeSpan.FromSeconds(10), Wire.Token);
    }

    [Fact]
    public async Task Call_DeniedTool_IsRefused()
    {
        await using Wire wire = new();
        await using McpClient client = await ClientAsync(wire, new([AgentTool.Create(TurnLight, new() { Approval = ToolApproval.Deny })]));
        Assert.Equal("permission denied: this function is not allowed", Text(await client.CallToolAsync("turn_light", s_kitchen, cancellationToken: Wire.Token)));
    }

    [Theory]
    [InlineData(null)] // the newest revision, where approvals take another way
    [InlineData("2025-11-25")]
    public async Task Call_NeedsApprovalAndNobodyCanBeAsked_IsRefused(string? protocol)
    {
        await using Wire wire = new();
        await using McpClient client = await ClientAsync(wire, Asking(new()), protocol);
        CallToolResult result = await client.CallToolAsync("turn_light", s_kitchen, cancellationToken: Wire.Token);
        Assert.Equal(("permission denied: this call needs approval, and nobody can be asked", true), (Text(result), result.IsError));
    }

    [Theory]
    [InlineData(null, "accept", "true", "kitchen is on")]
    [InlineData(null, "accept", "false", "permission denied: the user did not approve this call")]
    [InlineData("2025-11-25", "accept", "true", "kitchen is on")]
    [InlineData("2025-11-25", "accept", "false", "permission denied: the user did not approve this call")]
    [InlineData("2025-11-25", "accept", "\"true\"", "permission denied: the user did not approve this call")]
    [InlineData("2025-11-25", "accept", null, "permission denied: the user did not approve this call")]
    [InlineData("2025-11-25", "decline", null, "permission denied: the user did not approve this call")]
    [InlineData("2025-11-25", "cancel", "true", "permission denied: the user did not approve this call")]
    public async Task Call_NeedsApproval_ClientsUserIsShownTheExactCall(string? protocol, string action, string? approve, string answer)
    {
        List<string> asked = [];
        await using Wire wire = new();
        await using McpClient client = await ClientAsync(wire, Asking(new()), protocol, (request, _) =>
        {
            asked.Add(request!.Message);
            return ValueTask.FromResult(new ElicitResult
            {
                Action = action,
                Content = approve is null ? null : new Dictionary<string, JsonElement> { ["approve"] = JsonElement.Parse(approve) },
            });
        });
        Assert.Equal(answer, Text(await client.CallToolAsync("turn_light", s_kitchen, cancellationToken: Wire.Token)));
        Assert.Equal("""Allow turn_light({"room":"kitchen"})?""", Assert.Single(asked));
    }

    [Fact]
    public async Task Call_WithAnApproverOfOurOwn_AsksItAndNotTheClient()
    {
        await using Wire wire = new();
        await using McpClient client = await ClientAsync(
            wire, Asking(new() { Approver = (request, _) => ValueTask.FromResult(request.Deny("not at night")) }), null,
            (_, _) => throw new InvalidOperationException("asked the client"));
        Assert.Equal("not at night", Text(await client.CallToolAsync("turn_light", s_kitchen, cancellationToken: Wire.Token)));
    }

    [Fact]
    public async Task Call_ClientMayNotBeAsked_IsRefused()
    {
        await using Wire wire = new();
        await using McpClient client = await ClientAsync(
            wire, Asking(new() { AskClient = false }), null, (_, _) => throw new InvalidOperationException("asked the client"));
        Assert.EndsWith("nobody can be asked", Text(await client.CallToolAsync("turn_light", s_kitchen, cancellationToken: Wire.Token)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_NobodyAnswersInTime_IsRefused()
    {
        await using Wire wire = new();
        FakeTimeProvider clock = new();
        await using McpClient client = await ClientAsync(wire, Asking(new()
        {
            Policy = new() { TimeProvider = clock },
            Approver = async (request, _) =>
            {
                await Task.Delay(Timeout.Infinite, Wire.Token); // watches no token of ours
                return request.Approve();
            },
        }));
        Task<CallToolResult> call = client.CallToolAsync("turn_light", s_kitchen, cancellationToken: Wire.Token).AsTask();
        await clock.AdvanceUntilAsync(call, TimeSpan.FromMinutes(1));
        Assert.Equal("permission denied: nobody approved the call in time", Text(await call));
    }

    [Fact]
    public void New_TwoToolsOfOneName_IsEA6005() => Assert.Equal("EA6005", Assert.Throws<AgentException>(
        () => new McpToolServer([AgentTool.Create(TurnLight), AgentTool.Create(TurnLight)])).Code);

    [Fact]
    public async Task Calls_SideBySide_EachGetsItsOwnAnswer()
    {
        await using Wire wire = new();
        await using McpClient client = await ClientAsync(wire, new([AgentTool.Create(TurnLight)]));
        string[] rooms = [.. Enumerable.Range(0, 50).Select(i => $"room{i}")];
        CallToolResult[] results = await Task.WhenAll(rooms.Select(room =>
            client.CallToolAsync("turn_light", new Dictionary<string, object?> { ["room"] = room }, cancellationToken: Wire.Token).AsTask()));
        Assert.Equal(rooms.Select(room => $"{room} is on"), results.Select(Text));
    }

    [Description("Turn on a light")]
    private static string TurnLight(string room) => $"{room} is on";

    private static McpToolServer Asking(McpToolServerOptions options) =>
        new([AgentTool.Create(TurnLight, new() { Approval = ToolApproval.Ask })], options);

    private static AgentTool Tool(string name, Func<JsonElement, CancellationToken, ValueTask<object?>> handler, ToolOptions? options = null) =>
        AgentTool.FromSchema(name, "", JsonElement.Parse(ForeignServer.AnyObject), handler, options);

    private static string Text(CallToolResult result) => Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text;

    private static Task<McpClient> ClientAsync(
        Wire wire, McpToolServer server, string? protocol = null,
        Func<ElicitRequestParams?, CancellationToken, ValueTask<ElicitResult>>? elicit = null)
    {
        wire.Serve(server);
        McpClientOptions options = new() { ProtocolVersion = protocol };
        if (elicit is not null) options.Handlers = new() { ElicitationHandler = elicit };
        return McpClient.CreateAsync(wire.Client, options, cancellationToken: Wire.Token);
    }
}
