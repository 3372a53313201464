using System.Text.Json;
using EdgeAgent.Agents.Loop;
using EdgeAgent.Agents.Telemetry;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Agents.Audit;

/// <summary>Records the calls of one turn, and says of each step whether the call may go on. Throws nothing.</summary>
internal sealed class AuditTrail(AgentOptions options, string conversationId, ILogger log)
{
    private const int LongestName = 128;
    private const int LongestReason = 256;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly string _turnId =
        options.AuditLog is null ? "" : Guid.CreateVersion7(options.TimeProvider.GetUtcNow()).ToString("N");

    /// <summary>Someone is about to be asked.</summary>
    public ValueTask<bool> AskedAsync(DispatchedCall call) => WriteAsync(call, ToolAuditStep.Asked);

    /// <summary>The handler is about to start.</summary>
    public ValueTask<bool> StartedAsync(DispatchedCall call) => WriteAsync(call, ToolAuditStep.Started);

    /// <summary>The call is over.</summary>
    public ValueTask<bool> EndedAsync(DispatchedCall call, ToolCallFinished finished) => WriteAsync(call, ToolAuditStep.Ended, finished);

    /// <summary>These calls are over without having been looked at.</summary>
    public async ValueTask ClosedAsync(IReadOnlyList<FunctionCallContent> open, ToolFailure why)
    {
        if (options.AuditLog is null) return;
        foreach (FunctionCallContent content in open)
        {
            DispatchedCall call = new(content, []);
            await EndedAsync(call, call.Failed(why, "")).ConfigureAwait(false);
        }
    }

    private async ValueTask<bool> WriteAsync(DispatchedCall call, ToolAuditStep step, ToolCallFinished? finished = null)
    {
        if (options.AuditLog is not { } audit) return true;
        try
        {
            ToolAuditRecord record = Describe(call, step);
            if (finished is not null) record = Describe(record, finished);
            using CancellationTokenSource patience = new(Patience, options.TimeProvider);
            await audit.WriteAsync(record, patience.Token).AsTask().WaitAsync(patience.Token).ConfigureAwait(false);
            return true;
        }
#pragma warning disable CA1031 // The application's code, which may throw anything; what follows from it is decided here.
        catch (Exception e)
#pragma warning restore CA1031
        {
            AgentLog.NotRecorded(log, step, call.Call.CallId, e);
            return options.Audit.RunUnrecorded || call.Tool?.Options.Risk == ToolRisk.ReadOnly;
        }
    }

    private ToolAuditRecord Describe(DispatchedCall call, ToolAuditStep step) => new()
    {
        Time = options.TimeProvider.GetUtcNow().ToUniversalTime(),
        ConversationId = conversationId,
        TurnId = _turnId,
        CallId = call.Call.CallId,
        Tool = Cut(call.Call.Name, LongestName),
        ArgumentsDigest = call.Digest,
        Arguments = options.Audit.IncludeArguments ? Recordable(call.Call.Arguments) : null,
        Step = step,
        Approval = call.Approval,
        Approved = call.Answer?.Approved,
        Reason = call.Answer?.Reason is { } reason ? Cut(reason, LongestReason) : null,
    };

    private static ToolAuditRecord Describe(ToolAuditRecord record, ToolCallFinished finished)
    {
        ToolCallFailed? failure = finished as ToolCallFailed ?? (finished as ToolCallSucceeded)?.FallbackFor;
        return record with
        {
            Outcome = finished switch
            {
                ToolCallSucceeded { FallbackFor: null } => ToolAuditOutcome.Succeeded,
                ToolCallSucceeded => ToolAuditOutcome.FellBack,
                ToolCallDryRun => ToolAuditOutcome.DryRun,
                _ => ToolAuditOutcome.Failed,
            },
            Failure = failure?.Failure,
            ExceptionType = failure?.Exception?.GetType().Name,
            HandlerAbandoned = failure?.HandlerAbandoned is true ? true : null,
            Duration = finished.Elapsed > TimeSpan.Zero ? finished.Elapsed : null,
        };
    }

    private JsonElement? Recordable(JsonElement arguments) =>
        arguments.ValueKind != JsonValueKind.Undefined && arguments.GetRawText().Length <= options.Audit.MaxArgumentsLength
            ? arguments : null;

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];
}
