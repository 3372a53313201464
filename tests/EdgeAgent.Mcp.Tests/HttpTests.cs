using System.Net;
using System.Text;
using System.Text.Json;
using EdgeAgent.Agents;
using EdgeAgent.Mcp.Tests.Support;
using EdgeAgent.Testing;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace EdgeAgent.Mcp.Tests;

/// <summary>The HTTP door: our client and the SDK's at our server, and what it does not let in.</summary>
public sealed class HttpTests
{
    private const string Initialize = """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}""";
    private const string List = """{"jsonrpc":"2.0","id":2,"method":"tools/list"}""";

    [Fact]
    public async Task Connect_OurClientAtOurServer_CallsItsTools()
    {
        await using HttpHost host = await HttpHost.StartAsync(Server());
        await using McpToolSource source = await McpToolSource.ConnectAsync(host.Endpoint, cancellationToken: Wire.Token);
        Assert.Equal(("EdgeAgent", "add"), (source.Name, Assert.Single(source.Tools).Name));
        Assert.Equal("""{"result":5}""", await source.Tools[0].ReplyAsync("""{"a": 2, "b": 3}"""));
        Assert.StartsWith("""{"error":"invalid arguments""", await source.Tools[0].ReplyAsync("""{"a": 2}"""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_TwoClients_HaveSessionsOfTheirOwnAndApprovalsComeBackToTheRightOne()
    {
        AgentTool ask = AgentTool.Create((int a, int b) => a + b, new() { Name = "add", Approval = ToolApproval.Ask });
        await using HttpHost host = await HttpHost.StartAsync(new([ask]));
        await using McpClient yes = await ClientAsync(host, approve: true), no = await ClientAsync(host, approve: false);
        Assert.NotEqual(yes.SessionId, no.SessionId);
        Dictionary<string, object?> arguments = new() { ["a"] = 1, ["b"] = 2 };
        Assert.NotEqual(true, (await yes.CallToolAsync("add", arguments, cancellationToken: Wire.Token)).IsError);
        Assert.Equal(true, (await no.CallToolAsync("add", arguments, cancellationToken: Wire.Token)).IsError);
    }

    [Fact]
    public async Task Call_CancelledByTheClient_CancelsTheHandler()
    {
        TaskCompletionSource running = new(TaskCreationOptions.RunContinuationsAsynchronously), cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using HttpHost host = await HttpHost.StartAsync(new([AgentTool.FromSchema("t", "", JsonElement.Parse("{}"), async (_, token) =>
        {
            using CancellationTokenRegistration told = token.Register(() => cancelled.TrySetResult());
            running.TrySetResult();
            await Task.Delay(Timeout.Infinite, token);
            return null;
        })]));
        await using McpToolSource source = await McpToolSource.ConnectAsync(host.Endpoint, cancellationToken: Wire.Token);
        using CancellationTokenSource stop = new();
        Task<ToolDispatchResult> call = source.Tools[0].RunUntilAsync(stop.Token);
        await running.Task.WaitAsync(TimeSpan.FromSeconds(10), Wire.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(10), Wire.Token);
    }

    /// <summary>Header, its value, and the status it is refused with.</summary>
    [Theory]
    [InlineData("Origin", "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "http://localhost.evil.example", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "null", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "http://localhost:3000", HttpStatusCode.OK)]
    [InlineData("Origin", "https://ours.example", HttpStatusCode.OK)]
    [InlineData("Host", "evil.example", HttpStatusCode.Forbidden)]
    [InlineData("Host", "localhost", HttpStatusCode.OK)]
    [InlineData("Accept", "application/json", HttpStatusCode.NotAcceptable)]
    [InlineData("MCP-Protocol-Version", "2026-07-28", HttpStatusCode.BadRequest)]
    [InlineData("MCP-Protocol-Version", "2025-06-18", HttpStatusCode.OK)]
    [InlineData("Mcp-Session-Id", "00", HttpStatusCode.NotFound)]
    public async Task Post_Header_IsLetInOrRefused(string header, string value, HttpStatusCode status)
    {
        await using HttpHost host = await HttpHost.StartAsync(Server(), new() { AllowedOrigins = ["https://ours.example"] });
        using HttpResponseMessage response = await SendAsync(host, Initialize, (header, value));
        Assert.Equal(status, response.StatusCode);
        if (status != HttpStatusCode.OK) Assert.Contains("\"error\"", await response.Content.ReadAsStringAsync(Wire.Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_UnknownVersion_NamesThoseSpoken()
    {
        await using HttpHost host = await HttpHost.StartAsync(Server());
        using HttpResponseMessage response = await SendAsync(host, Initialize, ("MCP-Protocol-Version", "2026-07-28"));
        JsonElement error = JsonElement.Parse(await response.Content.ReadAsStringAsync(Wire.Token)).GetProperty("error");
        Assert.Equal((-32022, "2025-11-25"), (error.GetProperty("code").GetInt32(), error.GetProperty("data").GetProperty("supported")[0].GetString()));
    }

    [Theory]
    [InlineData("rubbish", HttpStatusCode.BadRequest)]
    [InlineData("null", HttpStatusCode.BadRequest)]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    [InlineData("""{"jsonrpc":"2.0"}""", HttpStatusCode.BadRequest)]
    [InlineData(List, HttpStatusCode.BadRequest)] // no session yet
    public async Task Post_BodyThatIsNoBeginning_IsRefused(string body, HttpStatusCode status)
    {
        await using HttpHost host = await HttpHost.StartAsync(Server());
        using HttpResponseMessage response = await SendAsync(host, body);
        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task Post_BodyLargerThanAllowed_IsRefusedWithoutReadingOn()
    {
        await using HttpHost host = await HttpHost.StartAsync(Server(), new() { MaxMessageBytes = 1 << 10 });
        using HttpResponseMessage response = await SendAsync(host, Initialize + new string(' ', 1 << 10));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task Session_Deleted_IsGone()
    {
        await using HttpHost host = await HttpHost.StartAsync(Server());
        string session = await OpenAsync(host);
        using HttpResponseMessage listed = await SendAsync(host, List, ("Mcp-Session-Id", session));
        Assert.Contains("\"add\"", await listed.Content.ReadAsStringAsync(Wire.Token), StringComparison.Ordinal);
        using HttpRequestMessage delete = new(HttpMethod.Delete, host.Endpoint) { Headers = { { "Mcp-Session-Id", session } } };
        using HttpClient http = new();
        Assert.Equal(HttpStatusCode.OK, (await http.SendAsync(delete, Wire.Token)).StatusCode);
        using HttpResponseMessage after = await SendAsync(host, List, ("Mcp-Session-Id", session));
        Assert.Equal(HttpStatusCode.NotFound, after.StatusCode);
    }

    [Fact]
    public async Task Session_IdleTooLong_IsGone()
    {
        FakeTimeProvider clock = new();
        await using HttpHost host = await HttpHost.StartAsync(Server(clock), new() { IdleTimeout = TimeSpan.FromMinutes(10) });
        string session = await OpenAsync(host);
        clock.Advance(TimeSpan.FromMinutes(9));
        using HttpResponseMessage before = await SendAsync(host, List, ("Mcp-Session-Id", session));
        clock.Advance(TimeSpan.FromMinutes(10));
        using HttpResponseMessage after = await SendAsync(host, List, ("Mcp-Session-Id", session));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (before.StatusCode, after.StatusCode));
    }

    [Fact]
    public async Task Sessions_MoreThanAllowed_EndTheOneIdleLongest()
    {
        FakeTimeProvider clock = new();
        await using HttpHost host = await HttpHost.StartAsync(Server(clock), new() { MaxSessions = 2 });
        List<string> sessions = [];
        for (int i = 0; i < 3; i++)
        {
            sessions.Add(await OpenAsync(host));
            clock.Advance(TimeSpan.FromSeconds(1));
        }
        List<HttpStatusCode> found = [];
        foreach (string session in sessions)
        {
            using HttpResponseMessage response = await SendAsync(host, List, ("Mcp-Session-Id", session));
            found.Add(response.StatusCode);
        }
        Assert.Equal([HttpStatusCode.NotFound, HttpStatusCode.OK, HttpStatusCode.OK], found);
    }

    [Fact]
    public async Task Get_SecondStreamOfASession_IsRefusedAndStoppingEndsTheFirst()
    {
        HttpHost host = await HttpHost.StartAsync(Server());
        string session = await OpenAsync(host);
        using HttpClient http = new();
        HttpRequestMessage Get() => new(HttpMethod.Get, host.Endpoint) { Headers = { { "Mcp-Session-Id", session }, { "Accept", "text/event-stream" } } };
        using HttpResponseMessage first = await http.SendAsync(Get(), HttpCompletionOption.ResponseHeadersRead, Wire.Token);
        using HttpResponseMessage second = await http.SendAsync(Get(), HttpCompletionOption.ResponseHeadersRead, Wire.Token);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Conflict), (first.StatusCode, second.StatusCode));
        await host.DisposeAsync();
    }

    private static McpToolServer Server(TimeProvider? clock = null) =>
        new([AgentTool.Create((int a, int b) => a + b, new() { Name = "add" })], new() { Policy = new() { TimeProvider = clock ?? TimeProvider.System } });

    private static async Task<McpClient> ClientAsync(HttpHost host, bool approve) => await McpClient.CreateAsync(
        new HttpClientTransport(new() { Endpoint = host.Endpoint }),
        new()
        {
            Handlers = new()
            {
                ElicitationHandler = (_, _) => ValueTask.FromResult(new ElicitResult
                {
                    Action = "accept",
                    Content = new Dictionary<string, JsonElement> { ["approve"] = JsonElement.Parse(approve ? "true" : "false") },
                }),
            },
        }, cancellationToken: Wire.Token);

    private static async Task<string> OpenAsync(HttpHost host)
    {
        using HttpResponseMessage response = await SendAsync(host, Initialize);
        return response.Headers.GetValues("Mcp-Session-Id").Single();
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpHost host, string body, params (string Name, string Value)[] headers)
    {
        using HttpClient http = new();
        using HttpRequestMessage request = new(HttpMethod.Post, host.Endpoint)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (headers.All(h => h.Name != "Accept")) request.Headers.Add("Accept", "application/json, text/event-stream");
        foreach ((string name, string value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await http.SendAsync(request, Wire.Token);
    }
}
