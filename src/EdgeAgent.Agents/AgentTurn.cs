using System.Runtime.CompilerServices;
using EdgeAgent.Agents.Context;
using EdgeAgent.Agents.Audit;
using EdgeAgent.Agents.Loop;
using EdgeAgent.Agents.Telemetry;
using EdgeAgent.Agents.Tools;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents;

/// <summary>One agent turn, the steps in order: user message → model call → tool calls → model call → … → final answer.</summary>
internal sealed class AgentTurn(
    AgentSetup setup, AgentConversation conversation, AgentTurnOptions options,
    ChatMessage? userMessage, IReadOnlyDictionary<string, ToolApprovalResponseContent> approvals)
{
    private readonly List<ToolCallFinished> _toolCalls = [];
    private IReadOnlyList<ApprovalRequest> _pending = [];
    private ToolsSelected? _selected;
    private ContextTrimmed? _trimmed;
    private int _firstMessage;

    public async IAsyncEnumerable<AgentEvent> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        conversation.BeginTurn();
        using TurnLimits limits = new(options, setup.Options.TimeProvider, cancellationToken);
        AuditTrail trail = new(setup.Options, conversation.Id, setup.Log);
        IReadOnlyList<AgentTool> offered = setup.Offered(options);
        PromptPlanner planner = new(setup, options, offered);
        ModelCall? running = null;
        StopReason? stop = null;
        try
        {
            if (userMessage is not null) await trail.ClosedAsync(conversation.OpenCalls, ToolFailure.Denied).ConfigureAwait(false);
            Open();
            while (stop is null)
            {
                ToolRound round = new(setup, conversation, options, limits, trail, offered, approvals);
                await foreach (AgentEvent e in round.RunAsync().ConfigureAwait(false)) yield return Note(e);
                (_pending, stop) = (round.Pending, round.Stop ?? limits.NextModelCall());
                if (stop is not null) break;

                cancellationToken.ThrowIfCancellationRequested();
                if (await PlanAsync(planner, limits).ConfigureAwait(false) is not { } prompt)
                {
                    stop = StopReason.MaxDuration;
                    break;
                }
                foreach (AgentEvent e in Take(prompt)) yield return e;
                running = new(setup, limits, prompt.Options, conversation.Id);
                await foreach (AgentEvent e in running.RunAsync(prompt.Messages, limits.Token).ConfigureAwait(false)) yield return e;
                (stop, running) = (Keep(running), null);
            }
            yield return new TurnFinished(Finish(stop!.Value, limits));
        }
        finally
        {
            // Reached by an answer, an exception, a cancellation, and a reader that walks away between two events alike.
            if (stop is null)
            {
                await trail.ClosedAsync(conversation.OpenCalls, ToolFailure.Cancelled).ConfigureAwait(false);
                Interrupt(running);
            }
            conversation.EndTurn();
        }
    }

    /// <summary>Takes the user's message in; calls that waited for approval are over when the user speaks of something else.</summary>
    private void Open()
    {
        if (userMessage is not null) conversation.CloseCalls(ToolErrors.NotApproved);
        _firstMessage = conversation.Messages.Count;
        if (userMessage is not null) conversation.Add(userMessage);
    }

    private AgentEvent Note(AgentEvent e)
    {
        if (e is ToolCallFinished finished) _toolCalls.Add(finished);
        return e;
    }

    /// <summary>Makes the next prompt; none when the turn's time is up first, as an index or a meter may be slow.</summary>
    private async ValueTask<PlannedPrompt?> PlanAsync(PromptPlanner planner, TurnLimits limits)
    {
        bool first = limits.ModelCalls == 1 && userMessage is not null;
        try
        {
            return await planner.NextAsync(
                conversation.Messages, conversation.Cut, first, limits.OutputTokensLeft, limits.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limits.TimeIsUp)
        {
            return null;
        }
    }

    /// <summary>Takes a prompt that fits, and tells what the model does not see.</summary>
    private IEnumerable<AgentEvent> Take(PlannedPrompt prompt)
    {
        prompt.ThrowIfTooLong();
        (conversation.Cut, _trimmed, _selected) = (prompt.Fitted.Cut, prompt.Trimmed, _selected ?? prompt.Selected);
        if (prompt.Selected is { } selected) AgentLog.ToolsSelected(setup.Log, selected.Names.Count, selected.Offered, selected.Tokens);
        if (prompt.Trimmed is { Measure: { } measure } trimmed)
        {
            AgentLog.ContextTrimmed(
                setup.Log, trimmed.DroppedTurns, trimmed.ShortenedResults.Count, measure.Total - measure.Reply, measure.ContextLength);
        }
        return prompt.Events;
    }

    private StopReason? Keep(ModelCall call)
    {
        foreach (ChatMessage message in CallIds.MakeUnique(call.Answer, conversation.Messages)) conversation.Add(message);
        return call.Stop;
    }

    private AgentTurnResult Finish(StopReason stop, TurnLimits limits)
    {
        string text = stop == StopReason.ApprovalPending ? "" : FinalText(stop);
        AgentLog.TurnFinished(setup.Log, stop, limits.ModelCalls, limits.ToolCalls, limits.Elapsed.TotalMilliseconds);
        return new()
        {
            StopReason = stop,
            Text = text,
            Messages = [.. conversation.Messages.Skip(_firstMessage)],
            ToolCalls = CallHistory.InOrder(_toolCalls, conversation.Messages),
            PendingApprovals = _pending,
            ModelCalls = limits.ModelCalls,
            Usage = limits.Usage,
            ContextTrimmed = _trimmed,
            ToolsSelected = _selected,
            Elapsed = limits.Elapsed,
        };
    }

    /// <summary>The answer the turn ends with: the model's, or where a limit left none a sentence that says so.</summary>
    private string FinalText(StopReason stop)
    {
        if (conversation.Messages[^1] is { } last && last.Role == ChatRole.Assistant && last.Text.Length > 0) return last.Text;
        string text = stop == StopReason.Completed ? "" : setup.Options.StopText?.Invoke(stop) ?? StopTexts.For(stop);
        conversation.Add(new(ChatRole.Assistant, text));
        return text;
    }

    /// <summary>Leaves a conversation that the next turn can follow.</summary>
    private void Interrupt(ModelCall? running)
    {
        conversation.CloseCalls(ToolErrors.NotRun);
        if (running?.Text is { } text && !string.IsNullOrWhiteSpace(text)) conversation.Add(new(ChatRole.Assistant, text));
        if (userMessage is not null) conversation.RemoveLast(userMessage);
    }
}
