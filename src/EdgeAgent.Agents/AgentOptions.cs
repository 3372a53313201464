using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents;

/// <summary>What an agent is made of, apart from its model.</summary>
/// <remarks>Immutable and thread-safe as far as what it refers to is.</remarks>
public sealed record AgentOptions
{
    /// <summary>The tools; each name once. Default none.</summary>
    public IReadOnlyList<AgentTool> Tools { get; init; } = [];

    /// <summary>
    /// The system message, sent first with every model call and not stored in the conversation. Default none. A conversation that
    /// begins with a system message of its own keeps that one instead.
    /// </summary>
    public string? Instructions { get; init; }

    /// <summary>
    /// Asked before a handler of a tool with <see cref="ToolApproval.Ask"/> runs; it gets the exact call and answers with
    /// <see cref="ApprovalRequest.Approve"/> or <see cref="ApprovalRequest.Deny"/>. Null, the default, ends the turn with
    /// <see cref="StopReason.ApprovalPending"/>; it is resumed with <see cref="Agent.ResumeAsync"/>. What it throws ends the turn.
    /// </summary>
    public Func<ApprovalRequest, CancellationToken, ValueTask<ToolApprovalResponseContent>>? Approver { get; init; }

    /// <summary>The limits of a turn that brings none of its own.</summary>
    public AgentTurnOptions TurnOptions { get; init; } = new();

    /// <summary>
    /// What every model call starts from: temperature, seed, stop sequences. The agent copies it and sets tools, tool mode and the
    /// token limit (the smaller of both). Default none. Its own <see cref="ChatOptions.Tools"/> must be empty.
    /// </summary>
    public ChatOptions? ChatOptions { get; init; }

    /// <summary>
    /// How free string arguments of tools that say nothing themselves are bound to what was said. Null, the default, leaves it to the client:
    /// the local one's default is the way that was measured best. A client that cannot bind strings ignores it.
    /// </summary>
    public ArgumentGrounding? Grounding { get; init; }

    /// <summary>
    /// The last message of a turn that a limit ended, which the user reads and the model finds in its history. Default: one short
    /// English sentence for each reason.
    /// </summary>
    public Func<StopReason, string>? StopText { get; init; }

    /// <summary>Given to handlers that ask for an <see cref="IServiceProvider"/>. Default none.</summary>
    public IServiceProvider? Services { get; init; }

    /// <summary>The clock of limits, time-outs and measured times. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
