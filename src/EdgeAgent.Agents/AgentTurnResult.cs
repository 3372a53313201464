using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents;

/// <summary>How an agent turn ended and what it did.</summary>
/// <remarks>Immutable as far as the messages in it are left alone: they are those of the conversation.</remarks>
public sealed record AgentTurnResult
{
    internal AgentTurnResult()
    {
    }

    /// <summary>Why the turn ended.</summary>
    public required StopReason StopReason { get; init; }

    /// <summary>The final answer; for a turn that a limit ended the text that says so; empty while approvals are pending.</summary>
    public required string Text { get; init; }

    /// <summary>The messages that the turn added to the conversation, the user's first.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>How each tool call ended, in the order of the calls.</summary>
    public required IReadOnlyList<ToolCallFinished> ToolCalls { get; init; }

    /// <summary>Calls that wait for approval; answer them with <see cref="Agent.ResumeAsync"/>. Empty unless the stop reason says
    /// so.</summary>
    public required IReadOnlyList<ApprovalRequest> PendingApprovals { get; init; }

    /// <summary>Model calls made.</summary>
    public required int ModelCalls { get; init; }

    /// <summary>Tokens of all model calls together, as far as the client counts them.</summary>
    public required UsageDetails Usage { get; init; }

    /// <summary>What the last model call of the turn did not read because the context was full; null when it read everything.</summary>
    public required ContextTrimmed? ContextTrimmed { get; init; }

    /// <summary>The tools that the model was shown when there were too many; null when it was shown all.</summary>
    public required ToolsSelected? ToolsSelected { get; init; }

    /// <summary>Time of the whole turn, waiting for approvals and for the reader of the events included.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>The answer.</summary>
    public override string ToString() => Text;
}
