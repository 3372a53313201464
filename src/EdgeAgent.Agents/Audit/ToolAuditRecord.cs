using System.Text.Json;

namespace EdgeAgent.Agents.Audit;

/// <summary>One step of one tool call, as it is recorded.</summary>
/// <remarks>
/// Immutable. The digest does not hide arguments of which there are few (<c>on</c>, <c>off</c>): it tells whether two calls were the same,
/// and whether the one approved is the one that ran.
/// </remarks>
public sealed record ToolAuditRecord
{
    /// <summary>The version of this format.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Version of the format of this record: 1.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>When, in UTC, by the agent's clock.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary><see cref="AgentConversation.Id"/>.</summary>
    public required string ConversationId { get; init; }

    /// <summary>Unique for each turn; a resumed turn is another.</summary>
    public required string TurnId { get; init; }

    /// <summary>The call's id, unique in its conversation.</summary>
    public required string CallId { get; init; }

    /// <summary>The tool's name as the model wrote it, cut at 128 characters.</summary>
    public required string Tool { get; init; }

    /// <summary>SHA-256 of tool name and arguments, in hexadecimal, the same whatever the order of keys; it ends the
    /// <see cref="ApprovalRequest.RequestId"/> of the same call.</summary>
    public required string ArgumentsDigest { get; init; }

    /// <summary>Where on its way the call is.</summary>
    public required ToolAuditStep Step { get; init; }

    /// <summary>The arguments, by <see cref="ToolAuditOptions.IncludeArguments"/>; else null.</summary>
    public JsonElement? Arguments { get; init; }

    /// <summary>What the tool's policy asks for; null where the call failed before the policy was looked at.</summary>
    public ToolApproval? Approval { get; init; }

    /// <summary>The approver's answer; null where there is none.</summary>
    public bool? Approved { get; init; }

    /// <summary>The approver's reason for a refusal, cut at 256 characters.</summary>
    public string? Reason { get; init; }

    /// <summary>How it ended; null before.</summary>
    public ToolAuditOutcome? Outcome { get; init; }

    /// <summary>Why it gave no result, or why the fallback was asked.</summary>
    public ToolFailure? Failure { get; init; }

    /// <summary>The type of what the handler threw.</summary>
    public string? ExceptionType { get; init; }

    /// <summary>True when the handler was left behind and may still change something.</summary>
    public bool? HandlerAbandoned { get; init; }

    /// <summary>The handler's time, retries included; null where it did not run.</summary>
    public TimeSpan? Duration { get; init; }
}
