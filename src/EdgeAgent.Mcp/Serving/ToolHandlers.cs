using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Agents;
using Microsoft.Extensions.AI;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace EdgeAgent.Mcp.Serving;

/// <summary>Answers <c>tools/list</c> and <c>tools/call</c>.</summary>
internal sealed class ToolHandlers(ToolDispatcher dispatcher, McpToolServerOptions options)
{
    private readonly ListToolsResult _list = new() { Tools = [.. dispatcher.Tools.Select(tool => Describe(tool, dispatcher.ApprovalOf(tool), options))] };
    private long _calls;

    public IReadOnlyList<AgentTool> Tools => dispatcher.Tools;

    /// <summary>Options of the SDK's server: new ones for each connection, which may change them.</summary>
    public McpServerOptions ServerOptions() => new()
    {
        ServerInfo = new() { Name = options.Name, Version = options.Version ?? ProductVersion.Text },
        ServerInstructions = options.Instructions,
        Capabilities = new() { Tools = new() },
        Handlers = new()
        {
            ListToolsHandler = (_, _) => ValueTask.FromResult(_list),
            CallToolHandler = CallAsync,
        },
    };

    private static Tool Describe(AgentTool tool, ToolApproval approval, McpToolServerOptions options)
    {
        // Said only where it is known: the protocol's default for what is not said is the cautious one.
        ToolAnnotations known = new()
        {
            IdempotentHint = tool.Options.Idempotent ? true : null,
            ReadOnlyHint = tool.Options.Risk == ToolRisk.ReadOnly ? true : null,
            DestructiveHint = tool.Options.Risk == ToolRisk.Reversible ? false : approval == ToolApproval.Never ? null : true,
        };
        return new()
        {
            Name = tool.Name,
            Description = tool.Description.Length == 0 ? null : tool.Description,
            InputSchema = ObjectSchema(tool.Parameters),
            Annotations = options.Annotate?.Invoke(tool, known) ?? known,
        };
    }

    /// <summary>The protocol asks for <c>"type": "object"</c>; a schema that leaves it out (<c>{}</c>) means the same here, for arguments are
    /// always an object.</summary>
    private static JsonElement ObjectSchema(JsonElement schema)
    {
        if (schema.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String) return schema;
        JsonObject typed = new() { ["type"] = "object" };
        foreach (JsonProperty member in schema.EnumerateObject())
            if (member.Name != "type") typed[member.Name] = JsonNode.Parse(member.Value.GetRawText());
        return JsonElement.Parse(typed.ToJsonString());
    }

    private async ValueTask<CallToolResult> CallAsync(RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken)
    {
        CallToolRequestParams asked = request.Params
            ?? throw new McpProtocolException("The request has no parameters.", McpErrorCode.InvalidParams);
        // The client's own ids are unique in its connection only.
        string id = $"mcp_{Interlocked.Increment(ref _calls)}";
        ToolCall call = new(id, asked.Name, Arguments(asked.Arguments));
        ToolDispatchResult done = await dispatcher.RunAsync(call, Approver(request.Server), cancellationToken).ConfigureAwait(false);
        return done.Outcome switch
        {
            ToolCallFailed { Failure: ToolFailure.UnknownTool } unknown =>
                throw new McpProtocolException(unknown.Message, McpErrorCode.InvalidParams),
            ToolCallFailed failed => new() { IsError = true, Content = [new TextContentBlock { Text = failed.Message }] },
            _ => Answer(done),
        };
    }

    /// <summary>As the protocol asks: structured, and the same as text for clients that know no structure.</summary>
    private static CallToolResult Answer(ToolDispatchResult done)
    {
        JsonElement result = ((ToolCallSucceeded)done.Outcome).Result;
        bool isShortText = result.ValueKind == JsonValueKind.String && done.Reply.TryGetProperty("result", out JsonElement whole)
            && whole.ValueKind == JsonValueKind.String && !done.Reply.TryGetProperty("truncated", out _);
        return new()
        {
            Content = [new TextContentBlock { Text = isShortText ? result.GetString()! : done.Reply.GetRawText() }],
            StructuredContent = done.Reply,
        };
    }

    private Func<ApprovalRequest, CancellationToken, ValueTask<ToolApprovalResponseContent>>? Approver(McpServer server) =>
        options.Approver is { } own ? (request, token) => InTimeAsync(own, request, token)
        : options.AskClient && ElicitedApproval.CanAsk(server)
            ? (request, token) => InTimeAsync((r, t) => ElicitedApproval.AskAsync(server, r, t), request, token)
        : null;

    private async ValueTask<ToolApprovalResponseContent> InTimeAsync(
        Func<ApprovalRequest, CancellationToken, ValueTask<ToolApprovalResponseContent>> approver, ApprovalRequest request,
        CancellationToken cancellationToken)
    {
        using CancellationTokenSource late = new(options.ApprovalTimeout, options.Policy.TimeProvider);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            // Not every approver watches its token.
            return await approver(request, stop.Token).AsTask().WaitAsync(stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return request.Deny("permission denied: nobody approved the call in time");
        }
    }

    private static JsonElement Arguments(IDictionary<string, JsonElement>? arguments)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            foreach ((string name, JsonElement value) in arguments ?? new Dictionary<string, JsonElement>())
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }
            writer.WriteEndObject();
        }
        Utf8JsonReader reader = new(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
        return JsonElement.ParseValue(ref reader);
    }
}
