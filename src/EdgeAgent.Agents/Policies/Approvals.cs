using EdgeAgent.Agents.Escalation;
using EdgeAgent.Agents.Tools;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Policies;

/// <summary>Ties an approval to one call with its arguments.</summary>
internal static class Approvals
{
    /// <summary>No answers yet.</summary>
    public static IReadOnlyDictionary<string, ToolApprovalResponseContent> None { get; } =
        new Dictionary<string, ToolApprovalResponseContent>();

    /// <summary>The question about a call. Its id is the same in any process that asks about the same call.</summary>
    public static ApprovalRequest Request(ToolCall call, AgentTool tool)
    {
        // A copy: what an approver does to its question must not change the conversation.
        Dictionary<string, object?> arguments = call.Arguments.EnumerateObject().ToDictionary(p => p.Name, p => (object?)p.Value);
        FunctionCallContent shown = new(call.CallId, call.Name, arguments);
        return new(call, tool, new ToolApprovalRequestContent($"{call.CallId}:{ToolArguments.Digest(call.Name, call.Arguments)}", shown));
    }

    /// <summary>The questions about those open calls that ask for approval. Invalid ones are none: they fail without anyone being
    /// asked.</summary>
    public static IReadOnlyList<ApprovalRequest> Pending(
        IEnumerable<FunctionCallContent> open, IReadOnlyDictionary<string, AgentTool> tools, ToolRiskPolicy risks)
    {
        List<ApprovalRequest> pending = [];
        foreach (FunctionCallContent content in open)
        {
            ToolCall call = ToolArguments.Read(content, out string? error);
            if (error is null && tools.TryGetValue(call.Name, out AgentTool? tool)
                && Doubts.Approval(content, risks.For(tool.Options)) == ToolApproval.Ask)
                pending.Add(Request(call, tool));
        }
        return pending;
    }

    /// <summary>The answers by the id of their question; any that answers nothing asked is refused.</summary>
    public static Dictionary<string, ToolApprovalResponseContent> Match(
        IEnumerable<ToolApprovalResponseContent> answers, IReadOnlyList<ApprovalRequest> pending)
    {
        Dictionary<string, ToolApprovalResponseContent> byRequest = new(StringComparer.Ordinal);
        foreach (ToolApprovalResponseContent answer in answers)
        {
            if (pending.FirstOrDefault(p => p.RequestId == answer.RequestId) is not { } request)
            {
                throw new AgentException("EA6008", "The answer belongs to no call that waits for approval.", $"request {answer.RequestId}",
                    "Answer the requests of Agent.GetPendingApprovals for this conversation.");
            }
            Verify(answer, request);
            if (!byRequest.TryAdd(answer.RequestId, answer))
                throw new AgentException("EA6008", "A call is answered twice.", $"request {answer.RequestId}", "Give one answer for each call.");
        }
        return byRequest;
    }

    /// <summary>Refuses an answer to another call, or to this one with other arguments.</summary>
    public static void Verify(ToolApprovalResponseContent answer, ApprovalRequest request)
    {
        bool same = answer is not null && answer.RequestId == request.RequestId && answer.ToolCall is FunctionCallContent content
            && content.CallId == request.Call.CallId && ToolArguments.Read(content, out _) is { } call
            && ToolArguments.Digest(call.Name, call.Arguments) == ToolArguments.Digest(request.Call.Name, request.Call.Arguments);
        if (same) return;
        throw new AgentException("EA6008", "The answer is for another call or for other arguments than those shown.",
            $"request {request.RequestId}, tool {request.Tool.Name}", "Make the answer with Approve() or Deny() of the request itself.");
    }
}
