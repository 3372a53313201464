using System.Text.Json;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace EdgeAgent.Mcp.Tests.Support;

/// <summary>Servers made with the SDK that behave as a test wants.</summary>
internal static class ForeignServer
{
    public const string AnyObject = """{"type": "object"}""";

    public static Tool Tool(string name, string schema = AnyObject, ToolAnnotations? annotations = null) => new()
    {
        Name = name,
        Description = $"Does {name}",
        InputSchema = JsonElement.Parse(schema),
        Annotations = annotations,
    };

    /// <summary>A server of these tools, each call of which gets one answer.</summary>
    public static McpServerOptions With(
        IReadOnlyList<Tool> tools, Func<RequestContext<CallToolRequestParams>, CancellationToken, ValueTask<CallToolResult>>? call = null) => new()
    {
        ServerInfo = new() { Name = "foreign", Version = "1" },
        Capabilities = new() { Tools = new() },
        Handlers = new()
        {
            ListToolsHandler = (_, _) => ValueTask.FromResult(new ListToolsResult { Tools = [.. tools] }),
            CallToolHandler = (request, token) => call is null ? ValueTask.FromResult(Text("done")) : call(request, token),
        },
    };

    public static CallToolResult Text(string text) => new() { Content = [new TextContentBlock { Text = text }] };

    /// <summary>Connects our client to such a server.</summary>
    public static async Task<McpToolSource> ConnectAsync(Wire wire, McpServerOptions server, McpToolSourceOptions? options = null)
    {
        wire.Serve(server);
        return await McpToolSource.ConnectAsync(wire.Client, options, cancellationToken: Wire.Token);
    }
}
