using System.Text.Json;
using EdgeAgent.Agents;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace EdgeAgent.Mcp.Client;

/// <summary>Makes an agent's tool of a server's: its schema shown and checked here, its handler a call there.</summary>
internal static class ForeignTool
{
    public static AgentTool Create(ServerConnection server, Tool tool, string name, McpToolSourceOptions options)
    {
        ToolAnnotations? hints = options.TrustAnnotations ? tool.Annotations : null;
        ToolOptions policy = new()
        {
            Name = name,
            Approval = hints?.ReadOnlyHint == true ? ToolApproval.Never : ToolApproval.Ask,
            Risk = hints?.ReadOnlyHint == true ? ToolRisk.ReadOnly : ToolRisk.Unspecified,
            Idempotent = hints is { ReadOnlyHint: true } or { IdempotentHint: true },
            Timeout = options.CallTimeout,
        };
        policy = options.Policy?.Invoke(tool, policy) ?? policy;
        return AgentTool.FromSchema(name, tool.Description ?? "", tool.InputSchema,
            (arguments, token) => CallAsync(server, tool.Name, name, arguments, policy.MaxResultLength, options.Progress, token), policy);
    }

    private static async ValueTask<object?> CallAsync(
        ServerConnection server, string tool, string name, JsonElement arguments, int longest, Action<McpProgress>? report,
        CancellationToken cancellationToken)
    {
        Action<ProgressNotificationValue>? progress = report is null ? null
            : p => report(new(server.Name, name, p.Progress, p.Total, p.Message));
        try
        {
            CallToolResult result = await new ServerCall(server.Client, tool).RunAsync(arguments, progress, cancellationToken)
                .ConfigureAwait(false);
            return ForeignResult.Read(result, longest);
        }
        catch (McpProtocolException e) // the server's answer to this call, which the model may mend
        {
            throw new ToolException(ForeignResult.Cut(e.Message.Length > 0 ? e.Message : "the function failed", longest), e);
        }
        catch (Exception e) when (e is McpException or JsonException or NotSupportedException or FormatException) // the last: base64
        {
            throw ConnectErrors.Unreadable(e, $"{server.Where}, tool {tool}");
        }
        catch (InvalidOperationException e) // it wants something of its client (sampling, elicitation, roots) that is not offered
        {
            throw new ToolException("the function needs something that is not available here", ConnectErrors.Unreadable(e, $"{server.Where}, tool {tool}"));
        }
        catch (Exception e) when (e is IOException or HttpRequestException or ObjectDisposedException)
        {
            throw ConnectErrors.Gone(e, tool, server.Where);
        }
    }
}
