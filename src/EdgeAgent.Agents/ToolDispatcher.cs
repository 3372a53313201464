using System.Text.Json;
using EdgeAgent.Agents.Policies;
using EdgeAgent.Agents.Telemetry;
using EdgeAgent.Agents.Tools;
using EdgeAgent.JsonSchema;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Polly.Timeout;

namespace EdgeAgent.Agents;

/// <summary>Runs calls that no turn of this agent asked for, such as those of an MCP client, by the rules of a turn: a known tool, valid
/// arguments, approval, then the handler under its policy.</summary>
/// <remarks>Thread-safe; calls run side by side. The limits of a turn (repeats, number of calls) are its own and do not count here.</remarks>
public sealed class ToolDispatcher
{
    private const string NobodyToAsk = "permission denied: this call needs approval, and nobody can be asked";

    private readonly Dictionary<string, HandlerPipeline> _pipelines = new(StringComparer.Ordinal);
    private readonly IServiceProvider? _services;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    /// <summary>Makes a dispatcher.</summary>
    /// <param name="tools">The tools; each name once.</param>
    /// <param name="services">Given to handlers that ask for an <see cref="IServiceProvider"/>; null for none.</param>
    /// <param name="timeProvider">The clock of time-outs and measured times; null for the system's.</param>
    /// <param name="loggerFactory">Where to log; contents of arguments and results only at Trace. Null logs nothing.</param>
    /// <exception cref="AgentException">Two tools have one name.</exception>
    public ToolDispatcher(
        IEnumerable<AgentTool> tools, IServiceProvider? services = null, TimeProvider? timeProvider = null, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(tools);
        (Tools, _services, _time) = ([.. tools], services, timeProvider ?? TimeProvider.System);
        _log = loggerFactory?.CreateLogger<ToolDispatcher>() ?? (ILogger)NullLogger.Instance;
        foreach (AgentTool tool in Tools)
        {
            if (_pipelines.TryAdd(tool.Name, new HandlerPipeline(tool, _time, _log))) continue;
            throw new AgentException("EA6005", $"Two tools have the name '{tool.Name}'.", $"tool {tool.Name}",
                "Give one of them another name by ToolOptions.Name.");
        }
    }

    /// <summary>The tools, in the order they were given.</summary>
    public IReadOnlyList<AgentTool> Tools { get; }

    /// <summary>Runs one call. Whatever is wrong with it, or goes wrong in it, is in the answer.</summary>
    /// <param name="call">The call; its arguments may be anything.</param>
    /// <param name="approver">Asked before a handler of a tool with <see cref="ToolApproval.Ask"/> runs; null refuses such calls. What it
    /// throws comes out.</param>
    /// <param name="cancellationToken">Cancels the approver and the handler.</param>
    /// <exception cref="AgentException">The approver answered another call than the one it was asked about.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<DispatchedCall> RunAsync(
        ToolCall call, Func<ApprovalRequest, CancellationToken, ValueTask<ToolApprovalResponseContent>>? approver,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        cancellationToken.ThrowIfCancellationRequested();
        AgentLog.ToolCallContent(_log, call);
        if (Refuse(call, out AgentTool? tool, out AIFunctionArguments? bound) is { } refusal) return Failed(refusal);
        if (tool!.Options.Approval == ToolApproval.Ask
            && await DeniedAsync(call, tool, approver, cancellationToken).ConfigureAwait(false) is { } denied) return Failed(denied);

        AgentLog.ToolCallStarted(_log, tool.Name, call.CallId);
        bound!.Services = _services;
        return await InvokeAsync(call, tool, bound, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Everything that can be said against a call before anyone is asked.</summary>
    private ToolCallFailed? Refuse(ToolCall call, out AgentTool? tool, out AIFunctionArguments? bound)
    {
        bound = null;
        tool = Tools.FirstOrDefault(t => t.Name == call.Name);
        if (tool is null) return Failure(call, ToolFailure.UnknownTool, ToolErrors.Unknown(call.Name, Tools));
        if (call.Arguments.ValueKind != JsonValueKind.Object)
            return Failure(call, ToolFailure.InvalidArguments, ToolErrors.Invalid("they are not a JSON object"));
        ValidationResult validated = tool.Validator.Validate(call.Arguments);
        if (!validated.IsValid) return Failure(call, ToolFailure.InvalidArguments, ToolErrors.Invalid(validated));
        bound = tool.Binder.Bind(call.Arguments, out string? unfit);
        if (unfit is not null) return Failure(call, ToolFailure.InvalidArguments, ToolErrors.Invalid(unfit));
        return tool.Options.Approval == ToolApproval.Deny ? Failure(call, ToolFailure.Denied, ToolErrors.NotAllowed) : null;
    }

    private async ValueTask<ToolCallFailed?> DeniedAsync(
        ToolCall call, AgentTool tool, Func<ApprovalRequest, CancellationToken, ValueTask<ToolApprovalResponseContent>>? approver,
        CancellationToken cancellationToken)
    {
        if (approver is null) return Failure(call, ToolFailure.Denied, NobodyToAsk);
        ApprovalRequest request = Approvals.Request(call, tool);
        AgentLog.ApprovalRequested(_log, tool.Name, request.RequestId);
        ToolApprovalResponseContent answer = await approver(request, cancellationToken).ConfigureAwait(false);
        Approvals.Verify(answer, request);
        return answer.Approved ? null
            : Failure(call, ToolFailure.Denied, string.IsNullOrWhiteSpace(answer.Reason) ? ToolErrors.NotApproved : answer.Reason);
    }

    private async Task<DispatchedCall> InvokeAsync(
        ToolCall call, AgentTool tool, AIFunctionArguments bound, CancellationToken cancellationToken)
    {
        long start = _time.GetTimestamp();
        JsonElement result;
        try
        {
            result = await _pipelines[tool.Name].RunAsync(bound, cancellationToken).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A handler may throw anything; the caller gets it in the outcome, the model a safe sentence.
        catch (Exception e)
#pragma warning restore CA1031
        {
            DispatchedCall failed = Failed(Explain(e, call, tool) with { Elapsed = _time.GetElapsedTime(start) });
            cancellationToken.ThrowIfCancellationRequested();
            return failed;
        }
        TimeSpan elapsed = _time.GetElapsedTime(start);
        AgentLog.ToolCallSucceeded(_log, tool.Name, call.CallId, elapsed.TotalMilliseconds);
        if (_log.IsEnabled(LogLevel.Trace)) AgentLog.ToolCallResult(_log, call.CallId, result.GetRawText());
        return new(new ToolCallSucceeded(call, result, elapsed), ToolResults.ForModel(result, tool.Options.MaxResultLength));
    }

    private static ToolCallFailed Explain(Exception e, ToolCall call, AgentTool tool)
    {
        bool abandoned = e is HandlerAbandonedException;
        bool speaks = e is ToolException || tool.Options.ExposeExceptionMessage;
        ToolCallFailed failed = abandoned || e is TimeoutRejectedException
            ? Failure(call, ToolFailure.TimedOut, ToolErrors.TimedOut)
            : Failure(call, ToolFailure.HandlerFailed, speaks ? e.Message : ToolErrors.HandlerFailed);
        return failed with { Exception = e, HandlerAbandoned = abandoned };
    }

    private static ToolCallFailed Failure(ToolCall call, ToolFailure failure, string message) => new(call, failure, message, null, TimeSpan.Zero);

    private DispatchedCall Failed(ToolCallFailed failed)
    {
        string? thrown = failed.Exception?.GetType().Name;
        AgentLog.ToolCallFailed(_log, failed.Failure, thrown, failed.Call.CallId, failed.Elapsed.TotalMilliseconds);
        if (failed.Exception is { } exception) AgentLog.ToolCallException(_log, failed.Call.CallId, exception);
        return new(failed, ToolResults.Error(failed.Message));
    }
}
