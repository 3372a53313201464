using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents;

/// <summary>A valid call of a tool that must not run before someone approves exactly this call.</summary>
/// <remarks>
/// Immutable and thread-safe. The arguments have passed the tool's schema before anyone is asked. An answer holds for this call id
/// with these arguments and for nothing else: <see cref="RequestId"/> carries a digest of both.
/// </remarks>
public sealed class ApprovalRequest
{
    internal ApprovalRequest(ToolCall call, AgentTool tool, ToolApprovalRequestContent content) =>
        (Call, Tool, Content) = (call, tool, content);

    /// <summary>The exact call.</summary>
    public ToolCall Call { get; }

    /// <summary>The tool it is for.</summary>
    public AgentTool Tool { get; }

    /// <summary>The same question as Microsoft.Extensions.AI's content type, for clients and stores that know that.</summary>
    public ToolApprovalRequestContent Content { get; }

    /// <summary>Names this call with these arguments: call id and SHA-256 of tool name and arguments.</summary>
    public string RequestId => Content.RequestId;

    /// <summary>Lets the handler run, this once.</summary>
    public ToolApprovalResponseContent Approve() => Content.CreateResponse(approved: true);

    /// <summary>Refuses the call.</summary>
    /// <param name="reason">Told to the model; null says only that the user did not approve.</param>
    public ToolApprovalResponseContent Deny(string? reason = null) => Content.CreateResponse(approved: false, reason);
}
