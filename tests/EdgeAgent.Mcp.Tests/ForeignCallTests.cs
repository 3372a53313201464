using System.Text.Json;
using EdgeAgent.Agents;
using EdgeAgent.Mcp.Tests.Support;
using EdgeAgent.Testing;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace EdgeAgent.Mcp.Tests;

/// <summary>Calls at a foreign server: what is sent, what the model reads, what goes wrong.</summary>
public sealed class ForeignCallTests
{
    private static readonly byte[] s_bytes = new byte[1234];

    /// <summary>Content blocks, and what a model reads of them.</summary>
    public static TheoryData<string, string> Results => new()
    {
        { """{"content": [{"type": "text", "text": "sunny"}]}""", """{"result":"sunny"}""" },
        { """{"content": [{"type": "text", "text": "{\"t\": 21}"}]}""", """{"t":21}""" },
        { """{"content": [{"type": "text", "text": "[1, 2]"}]}""", """{"result":[1,2]}""" },
        { """{"content": [{"type": "text", "text": "{not json}"}]}""", """{"result":"{not json}"}""" },
        { """{"content": []}""", """{"ok":true}""" },
        { """{"content": [{"type": "text", "text": "twice"}], "structuredContent": {"t": 21}}""", """{"t":21}""" },
        { """{"content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]}""", """{"result":["a","b"]}""" },
        { $$"""{"content": [{"type": "image", "mimeType": "image/png", "data": "{{Convert.ToBase64String(s_bytes)}}"}]}""", """{"type":"image","mediaType":"image/png","bytes":1234}""" },
        { """{"content": [{"type": "audio", "mimeType": "audio/wav", "data": "AAAA"}]}""", """{"type":"audio","mediaType":"audio/wav","bytes":3}""" },
        { """{"content": [{"type": "resource_link", "uri": "file:///a", "name": "a"}]}""", """{"type":"resource","uri":"file:///a","name":"a"}""" },
        { """{"content": [{"type": "resource", "resource": {"uri": "x:1", "text": "t"}}]}""", """{"type":"resource","uri":"x:1","text":"t"}""" },
        { """{"content": [{"type": "resource", "resource": {"uri": "x:1", "blob": "AAAA"}}]}""", """{"type":"resource","uri":"x:1","mediaType":null,"bytes":3}""" },
        { """{"isError": true, "content": [{"type": "text", "text": "no such city"}]}""", """{"error":"no such city"}""" },
        { """{"isError": true, "content": []}""", """{"error":"the function failed"}""" },
    };

    [Theory, MemberData(nameof(Results))]
    public async Task Call_EachKindOfResult_IsJsonForTheModel(string answer, string read)
    {
        CallToolResult result = JsonSerializer.Deserialize<CallToolResult>(answer, McpJsonUtilities.DefaultOptions)!;
        Assert.Equal(read, await ReplyAsync((_, _) => ValueTask.FromResult(result)));
    }

    [Fact]
    public async Task Call_Arguments_AreCheckedHereAndSentAsTheyAre()
    {
        List<string> sent = [];
        await using Wire wire = new();
        await using McpToolSource source = await ForeignServer.ConnectAsync(wire, ForeignServer.With(
            [ForeignServer.Tool("t", """{"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}""")], (request, _) =>
            {
                sent.Add(JsonSerializer.Serialize(request.Params!.Arguments));
                return ValueTask.FromResult(ForeignServer.Text("ok"));
            }));
        Assert.StartsWith("""{"error":"invalid arguments""", await source.Tools[0].ReplyAsync("""{"n": "x"}"""), StringComparison.Ordinal);
        Assert.Empty(sent);
        await source.Tools[0].ReplyAsync("""{"n": 7, "more": {"a": [null, "è"]}}""");
        Assert.Equal("""{"n":7,"more":{"a":[null,"\u00E8"]}}""", Assert.Single(sent));
    }

    [Fact]
    public async Task Call_WithoutApproval_NeverReachesTheServer()
    {
        int calls = 0;
        await using Wire wire = new();
        await using McpToolSource source = await ForeignServer.ConnectAsync(wire, ForeignServer.With([ForeignServer.Tool("t")], (_, _) =>
        {
            calls++;
            return ValueTask.FromResult(ForeignServer.Text("ok"));
        }));
        ScriptedChatClient model = new(new ScriptedAnswer().Call("t", "{}"), new ScriptedAnswer().Text("I may not."));
        Agent agent = new(model, new AgentOptions { Tools = source.Tools, Approver = (request, _) => ValueTask.FromResult(request.Deny("no")) });
        AgentTurnResult turn = await agent.RunAsync(new AgentConversation(), "x", null, Wire.Token);
        Assert.Equal((0, ToolFailure.Denied), (calls, Assert.IsType<ToolCallFailed>(Assert.Single(turn.ToolCalls)).Failure));
    }

    [Fact]
    public async Task Call_ProtocolError_IsTextForTheModel()
    {
        string reply = await ReplyAsync((_, _) => throw new McpProtocolException("city is unknown", McpErrorCode.InvalidParams));
        Assert.Contains("city is unknown", reply, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_ErrorTextWithoutEnd_IsCutToWhatTheToolAllows()
    {
        await using Wire wire = new();
        await using McpToolSource source = await ForeignServer.ConnectAsync(wire, ForeignServer.With([ForeignServer.Tool("t")],
            (_, _) => ValueTask.FromResult(new CallToolResult { IsError = true, Content = [new TextContentBlock { Text = new string('x', 1_000_000) }] })));
        ToolDispatchResult done = await source.Tools[0].RunAsync();
        Assert.Equal(8_000, Assert.IsType<ToolCallFailed>(done.Outcome).Message.Length);
    }

    [Fact]
    public async Task Call_ServerHangs_TimesOutAndTheServerIsTold()
    {
        TaskCompletionSource told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using Wire wire = new();
        await using McpToolSource source = await ForeignServer.ConnectAsync(wire, ForeignServer.With([ForeignServer.Tool("t")], async (_, token) =>
        {
            using CancellationTokenRegistration registration = token.Register(() => told.TrySetResult());
            await Task.Delay(Timeout.Infinite, token);
            return ForeignServer.Text("never");
        }), new() { CallTimeout = TimeSpan.FromMilliseconds(200) });
        ToolDispatchResult done = await source.Tools[0].RunAsync();
        Assert.Equal(ToolFailure.TimedOut, Assert.IsType<ToolCallFailed>(done.Outcome).Failure);
        await told.Task.WaitAsync(TimeSpan.FromSeconds(10), Wire.Token);
    }

    [Fact]
    public async Task Call_Cancelled_IsPassedOn()
    {
        TaskCompletionSource running = new(TaskCreationOptions.RunContinuationsAsynchronously), told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using Wire wire = new();
        await using McpToolSource source = await ForeignServer.ConnectAsync(wire, ForeignServer.With([ForeignServer.Tool("t")], async (_, token) =>
        {
            using CancellationTokenRegistration registration = token.Register(() => told.TrySetResult());
            running.TrySetResult();
            await Task.Delay(Timeout.Infinite, token);
            return ForeignServer.Text("never");
        }));
        using CancellationTokenSource stop = new();
        Task<ToolDispatchResult> call = source.Tools[0].RunUntilAsync(stop.Token);
        await running.Task.WaitAsync(TimeSpan.FromSeconds(10), Wire.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await told.Task.WaitAsync(TimeSpan.FromSeconds(10), Wire.Token);
    }

    [Fact]
    public async Task Call_ConnectionBreaks_IsEA7106AndLaterCallsTooWithoutHanging()
    {
        await using Wire wire = new();
        await using McpToolSource source = await ForeignServer.ConnectAsync(wire, ForeignServer.With([ForeignServer.Tool("t")], async (_, token) =>
        {
            wire.Cut();
            await Task.Delay(Timeout.Infinite, token);
            return ForeignServer.Text("never");
        }));
        for (int i = 0; i < 2; i++)
        {
            ToolCallFailed failed = Assert.IsType<ToolCallFailed>((await source.Tools[0].RunAsync()).Outcome);
            Assert.Equal("EA7106", Assert.IsType<McpToolException>(failed.Exception).Code);
            Assert.Equal("the function failed", failed.Message);
        }
    }

    [Fact]
    public async Task Call_AfterTheSourceIsDisposed_IsEA7106()
    {
        await using Wire wire = new();
        McpToolSource source = await ForeignServer.ConnectAsync(wire, ForeignServer.With([ForeignServer.Tool("t")]));
        AgentTool tool = source.Tools[0];
        await source.DisposeAsync();
        await source.DisposeAsync();
        ToolCallFailed failed = Assert.IsType<ToolCallFailed>((await tool.RunAsync()).Outcome);
        Assert.Equal("EA7106", Assert.IsType<McpToolException>(failed.Exception).Code);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => source.RefreshAsync(Wire.Token));
    }

    [Fact]
    public async Task Call_Progress_IsReported()
    {
        TaskCompletionSource<McpProgress> seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using Wire wire = new();
        await using McpToolSource source = await ForeignServer.ConnectAsync(wire, ForeignServer.With([ForeignServer.Tool("t")], async (request, token) =>
        {
            Assert.NotNull(request.Params!.ProgressToken);
            await request.Server.NotifyProgressAsync(request.Params.ProgressToken.Value, new() { Progress = 1, Total = 2, Message = "half" }, cancellationToken: token);
            await seen.Task; // notices and answers are read side by side
            return ForeignServer.Text("ok");
        }), new() { Progress = said => seen.TrySetResult(said), Prefix = "p_" });
        await source.Tools[0].ReplyAsync();
        Assert.Equal(new McpProgress("foreign", "p_t", 1, 2, "half"), await seen.Task);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("2025-11-25")]
    public async Task Call_ServerAsksItsClientForSomething_IsRefusedAndTheCallEnds(string? protocol)
    {
        await using Wire wire = new();
        McpServerOptions server = ForeignServer.With([ForeignServer.Tool("t")], async (request, token) =>
        {
            ElicitResult answer = await request.Server.ElicitAsync(new ElicitRequestParams
            {
                Message = "?",
                RequestedSchema = new() { Properties = new Dictionary<string, ElicitRequestParams.PrimitiveSchemaDefinition>() },
            }, token);
            return ForeignServer.Text(answer.Action);
        });
        server.ProtocolVersion = protocol;
        await using McpToolSource source = await ForeignServer.ConnectAsync(wire, server);
        Assert.IsType<ToolCallFailed>((await source.Tools[0].RunAsync()).Outcome);
    }

    private static async Task<string> ReplyAsync(Func<RequestContext<CallToolRequestParams>, CancellationToken, ValueTask<CallToolResult>> call)
    {
        await using Wire wire = new();
        await using McpToolSource source = await ForeignServer.ConnectAsync(wire, ForeignServer.With([ForeignServer.Tool("t")], call));
        return await source.Tools[0].ReplyAsync();
    }
}
