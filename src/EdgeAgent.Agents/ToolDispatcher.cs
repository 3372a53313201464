using System.Text.Json;
using EdgeAgent.Agents.Audit;
using EdgeAgent.Agents.Loop;
using EdgeAgent.Agents.Policies;
using EdgeAgent.Agents.Tools;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Agents;

/// <summary>Runs calls that no turn of this agent asked for, such as those of an MCP client, by the rules of a turn: a known tool, valid
/// arguments, approval, the audit log, then the handler under its policy.</summary>
/// <remarks>Thread-safe; calls run side by side, and breakers, places and rates count all of them together. The limits of a turn (repeats,
/// number of calls) are its own and do not count here.</remarks>
public sealed class ToolDispatcher
{
    private const string NobodyToAsk = "permission denied: this call needs approval, and nobody can be asked";

    private static readonly AgentTurnOptions OneCall = new() { MaxDuration = TimeSpan.FromDays(1) };

    private readonly AgentSetup _setup;

    /// <summary>Makes a dispatcher.</summary>
    /// <param name="tools">The tools; each name once.</param>
    /// <param name="options">Risk policy, audit log, services, clock; the approver, the tools and what concerns a model are not looked at. Null
    /// takes the defaults.</param>
    /// <param name="loggerFactory">Where to log; contents of arguments and results only at Trace. Null logs nothing.</param>
    /// <exception cref="AgentException">Two tools have one name.</exception>
    public ToolDispatcher(IEnumerable<AgentTool> tools, AgentOptions? options = null, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(tools);
        // Without an approver a call that asks for one waits, as in a turn that is resumed later: here at once, with this call's own approver.
        _setup = new(NoChatClient.Instance, (options ?? new()) with { Tools = [.. tools], Approver = null, ChatOptions = null }, loggerFactory);
    }

    /// <summary>The tools, in the order they were given.</summary>
    public IReadOnlyList<AgentTool> Tools => _setup.Options.Tools;

    /// <summary>What must happen before a tool of this dispatcher may run.</summary>
    /// <param name="tool">One of <see cref="Tools"/>.</param>
    public ToolApproval ApprovalOf(AgentTool tool)
    {
        ArgumentNullException.ThrowIfNull(tool);
        return _setup.Options.RiskPolicy.For(tool.Options);
    }

    /// <summary>Runs one call. Whatever is wrong with it, or goes wrong in it, is in the answer.</summary>
    /// <param name="call">The call; its arguments may be anything.</param>
    /// <param name="approver">Asked before a handler runs that needs approval; null refuses such calls. What it throws comes out.</param>
    /// <param name="cancellationToken">Cancels the approver and the handler.</param>
    /// <exception cref="AgentException">The approver answered another call than the one it was asked about.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<ToolDispatchResult> RunAsync(
        ToolCall call, Func<ApprovalRequest, CancellationToken, ValueTask<ToolApprovalResponseContent>>? approver,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        cancellationToken.ThrowIfCancellationRequested();
        AgentConversation conversation = new([new(ChatRole.Assistant, [Content(call)])]);
        AuditTrail trail = new(_setup.Options, conversation.Id, _setup.Log);
        (ToolCallFinished? finished, ApprovalRequest? pending) = await RoundAsync(conversation, trail, Approvals.None, cancellationToken).ConfigureAwait(false);
        if (finished is null && approver is null)
        {
            await trail.ClosedAsync(conversation.OpenCalls, ToolFailure.Denied).ConfigureAwait(false);
            finished = new ToolCallFailed(call, ToolFailure.Denied, NobodyToAsk, null, TimeSpan.Zero);
            conversation.CloseCalls(NobodyToAsk);
        }
        if (finished is null)
        {
            ToolApprovalResponseContent answer = await approver!(pending!, cancellationToken).ConfigureAwait(false);
            Approvals.Verify(answer, pending!);
            Dictionary<string, ToolApprovalResponseContent> answers = new() { [pending!.RequestId] = answer };
            (finished, _) = await RoundAsync(conversation, trail, answers, cancellationToken).ConfigureAwait(false);
        }
        cancellationToken.ThrowIfCancellationRequested();
        return new(finished!, (JsonElement)conversation.Messages[^1].Contents.OfType<FunctionResultContent>().Single().Result!);
    }

    private async Task<(ToolCallFinished? Finished, ApprovalRequest? Pending)> RoundAsync(
        AgentConversation conversation, AuditTrail trail, IReadOnlyDictionary<string, ToolApprovalResponseContent> answers, CancellationToken cancellationToken)
    {
        using TurnLimits limits = new(OneCall, _setup.Options.TimeProvider, cancellationToken);
        ToolRound round = new(_setup, conversation, OneCall, limits, trail, Tools, answers);
        ToolCallFinished? finished = null;
        await foreach (AgentEvent e in round.RunAsync().ConfigureAwait(false)) finished ??= e as ToolCallFinished;
        return (finished, round.Pending is [{ } first, ..] ? first : null);
    }

    private static FunctionCallContent Content(ToolCall call) => call.Arguments.ValueKind == JsonValueKind.Object
        ? new(call.CallId, call.Name, call.Arguments.EnumerateObject().ToDictionary(p => p.Name, p => (object?)p.Value))
        : new(call.CallId, call.Name) { Exception = new FormatException("The arguments are no JSON object.") };
}
