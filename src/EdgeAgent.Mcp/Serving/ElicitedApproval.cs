using System.Text.Json;
using EdgeAgent.Agents;
using Microsoft.Extensions.AI;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace EdgeAgent.Mcp.Serving;

/// <summary>Asks the client's user for an approval, by the protocol's elicitation.</summary>
internal static class ElicitedApproval
{
    private const string Field = "approve";

    public static bool CanAsk(McpServer server) => server.ClientCapabilities?.Elicitation?.Form is not null;

    /// <summary>Shows the exact call and asks for a yes; anything else is a no.</summary>
    public static async ValueTask<ToolApprovalResponseContent> AskAsync(
        McpServer server, ApprovalRequest request, CancellationToken cancellationToken)
    {
        ElicitResult answer = await server.ElicitAsync(new ElicitRequestParams
        {
            Message = $"Allow {request.Call}?",
            RequestedSchema = new()
            {
                Properties = new Dictionary<string, ElicitRequestParams.PrimitiveSchemaDefinition>
                {
                    [Field] = new ElicitRequestParams.BooleanSchema { Title = "Allow this call" },
                },
                Required = [Field],
            },
        }, cancellationToken).ConfigureAwait(false);
        bool yes = answer.IsAccepted && answer.Content is { } content
            && content.TryGetValue(Field, out JsonElement approved) && approved.ValueKind == JsonValueKind.True;
        return yes ? request.Approve() : request.Deny();
    }
}
