using EdgeAgent.Agents.Audit;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents;

/// <summary>What an agent is made of, apart from its model.</summary>
/// <remarks>Immutable and thread-safe as far as what it refers to is.</remarks>
public sealed record AgentOptions
{
    /// <summary>What the agent is called in telemetry, 1 to 128 characters. Default none.</summary>
    public string? Name
    {
        get;
        init => field = Named(value, nameof(Name));
    }

    /// <summary>Identifies the agent in telemetry where a name does not, 1 to 128 characters. Default none.</summary>
    public string? Id
    {
        get;
        init => field = Named(value, nameof(Id));
    }

    /// <summary>The tools; each name once. Default none.</summary>
    public IReadOnlyList<AgentTool> Tools { get; init; } = [];

    /// <summary>
    /// The system message, sent first with every model call and not stored in the conversation. Default none. A conversation that
    /// begins with a system message of its own keeps that one instead.
    /// </summary>
    public string? Instructions { get; init; }

    /// <summary>What must happen before a tool of each <see cref="ToolRisk"/> may run. Default: dangerous ones are asked for.</summary>
    public ToolRiskPolicy RiskPolicy { get; init; } = new();

    /// <summary>
    /// Valid calls that nothing forbids are told (<see cref="ToolCallDryRun"/>) but not run, and nobody is asked to approve them: there is
    /// nothing to approve. Default false; a turn may choose it too.
    /// </summary>
    public bool DryRun { get; init; }

    /// <summary>Where every tool call is recorded. Default null: nowhere.</summary>
    public IToolAuditLog? AuditLog { get; init; }

    /// <summary>What is recorded there, and what happens when it cannot be.</summary>
    public ToolAuditOptions Audit { get; init; } = new();

    /// <summary>
    /// Asked, for one call at a time, before a handler that needs approval runs; it gets the exact call and answers with
    /// <see cref="ApprovalRequest.Approve"/> or <see cref="ApprovalRequest.Deny"/>. Null, the default, ends the turn with
    /// <see cref="StopReason.ApprovalPending"/>; it is resumed with <see cref="Agent.ResumeAsync"/>. What it throws ends the turn.
    /// </summary>
    public Func<ApprovalRequest, CancellationToken, ValueTask<ToolApprovalResponseContent>>? Approver { get; init; }

    /// <summary>
    /// How the tools of a model call are chosen when there are more than a prompt should hold. Null shows all, however many.
    /// </summary>
    public ToolSelectionOptions? ToolSelection { get; init; } = new();

    /// <summary>The limits of a turn that brings none of its own.</summary>
    public AgentTurnOptions TurnOptions { get; init; } = new();

    /// <summary>
    /// What every model call starts from: temperature, seed, stop sequences. The agent copies it and sets tools, tool mode and the
    /// token limit (the smaller of both). Default none. Its own <see cref="ChatOptions.Tools"/> must be empty.
    /// </summary>
    public ChatOptions? ChatOptions { get; init; }

    /// <summary>
    /// Tokens that the model can hold, for a client that does not tell (by <see cref="IPromptMeter"/>); of both the smaller holds. Prompts
    /// are kept within it. Default null: with a client that does not tell either, nothing is ever left out. Without a meter a token is
    /// taken to be four characters, which is less than other languages than English need: state less than the model has.
    /// </summary>
    public int? ContextLength
    {
        get;
        init => field = value is null or >= 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(ContextLength), value, "Give at least 1 token, or null when it is not known.");
    }

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

    /// <summary>What spans carry. Default: no contents, unless the environment says so.</summary>
    public AgentTelemetryOptions Telemetry { get; init; } = new();

    /// <summary>The clock of limits, time-outs and measured times. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    private static string? Named(string? value, string property) => value is null or { Length: >= 1 and <= 128 } ? value
        : throw new ArgumentException("Give 1 to 128 characters, or null for none.", property);
}
