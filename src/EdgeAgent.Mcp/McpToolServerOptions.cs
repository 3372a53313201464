using EdgeAgent.Agents;
using Microsoft.Extensions.AI;
using ModelContextProtocol.Protocol;

namespace EdgeAgent.Mcp;

/// <summary>How tools are offered to MCP clients.</summary>
/// <remarks>Immutable and thread-safe as far as what it refers to is. A value outside its range is refused when it is set.</remarks>
public sealed record McpToolServerOptions
{
    /// <summary>The server's name as clients show it. Default <c>EdgeAgent</c>.</summary>
    public string Name { get; init; } = "EdgeAgent";

    /// <summary>The server's version; null, the default, is that of this package.</summary>
    public string? Version { get; init; }

    /// <summary>How the tools are used together; clients may give it to their model. Default none.</summary>
    public string? Instructions { get; init; }

    /// <summary>
    /// Asked before a handler of a tool with <see cref="ToolApproval.Ask"/> runs. Null, the default, asks the client's user where the client
    /// can (elicitation), and refuses the call where it cannot.
    /// </summary>
    public Func<ApprovalRequest, CancellationToken, ValueTask<ToolApprovalResponseContent>>? Approver { get; init; }

    /// <summary>Whether the client's user may approve, when there is no <see cref="Approver"/>. Default true; false refuses such
    /// calls.</summary>
    public bool AskClient { get; init; } = true;

    /// <summary>How long an approval may take; then the call is refused. Default 5 minutes, as a turn. 1 ms to 1 day.</summary>
    public TimeSpan ApprovalTimeout
    {
        get;
        init => field = value >= TimeSpan.FromMilliseconds(1) && value <= TimeSpan.FromDays(1) ? value
            : throw new ArgumentOutOfRangeException(nameof(ApprovalTimeout), value, "Allow 1 ms to 1 day for an approval.");
    } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// What clients are told of a tool: gets the tool and the annotations it would have (idempotent as its options say, destructive where it
    /// needs approval, nothing where nothing is known), returns those it shall have.
    /// </summary>
    public Func<AgentTool, ToolAnnotations, ToolAnnotations>? Annotate { get; init; }

    /// <summary>Under which rules the calls run: risk policy, audit log, services, clock (<see cref="ToolDispatcher"/>). Default those of an
    /// agent that says nothing.</summary>
    public AgentOptions Policy { get; init; } = new();
}
