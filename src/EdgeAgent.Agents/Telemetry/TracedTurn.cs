using System.Diagnostics;
using EdgeAgent.Agents.Loop;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Telemetry;

/// <summary>A turn that somebody listens to: the span <c>invoke_agent</c> around its events, and its time.</summary>
/// <remarks>
/// Each step of the turn runs with the span as the current one, so that model calls, handlers and whatever they start become its parts; the
/// reader of the events, between two steps, keeps the current span of its own.
/// </remarks>
internal sealed class TracedTurn(IAsyncEnumerator<AgentEvent> turn, AgentSetup setup, AgentConversation conversation) : IAsyncEnumerator<AgentEvent>
{
    private Activity? _span;
    private long? _start;
    private bool _ended;

    public AgentEvent Current => turn.Current;

    public async ValueTask<bool> MoveNextAsync()
    {
        if (_start is null) Start();
        else Enter();
        try
        {
            bool more = await turn.MoveNextAsync().ConfigureAwait(false);
            if (more && turn.Current is TurnFinished finished) End(finished.Result, null);
            return more;
        }
        catch (Exception e)
        {
            End(null, SpanErrors.Of(e));
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Enter();
        try
        {
            await turn.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            End(null, SpanErrors.Cancelled); // the reader walked away, unless the turn has ended
        }
    }

    private void Enter()
    {
        if (_span is { IsStopped: false }) Activity.Current = _span;
    }

    private void Start()
    {
        _start = setup.Options.TimeProvider.GetTimestamp();
        TagList tags = new() { { GenAiNames.OperationName, GenAiNames.InvokeAgent } };
        string? name = setup.Options.Name;
        if (name is not null) tags.Add(GenAiNames.AgentName, name);
        ChatClientMetadata? client = setup.Client.GetService<ChatClientMetadata>();
        if (client?.ProviderName is { } provider) tags.Add(GenAiNames.ProviderName, provider);
        if ((setup.Options.ChatOptions?.ModelId ?? client?.DefaultModelId) is { } model) tags.Add(GenAiNames.RequestModel, model);
        _span = Instruments.Source.StartActivity(
            name is null ? GenAiNames.InvokeAgent : $"{GenAiNames.InvokeAgent} {name}", ActivityKind.Internal, default(ActivityContext), tags);
        if (_span is not { IsAllDataRequested: true } span) return;
        span.SetTag(GenAiNames.ConversationId, conversation.Id);
        if (setup.Options.Id is { } id) span.SetTag(GenAiNames.AgentId, id);
        if (setup.CapturesContent && setup.Options.Instructions is { } instructions)
            span.SetTag(GenAiNames.SystemInstructions, MessageJson.WriteParts([new TextContent(instructions)]));
    }

    private void End(AgentTurnResult? result, string? error)
    {
        if (_ended || _start is not { } start) return;
        _ended = true;
        TagList tags = default;
        if (setup.Options.Name is { } name) tags.Add(GenAiNames.AgentName, name);
        if (error is not null) tags.Add(GenAiNames.ErrorType, error);
        Instruments.InvokeAgentDuration.Record(setup.Options.TimeProvider.GetElapsedTime(start).TotalSeconds, tags);
        if (_span is null) return;
        if (_span.IsAllDataRequested && result is not null) Describe(_span, result);
        SpanErrors.Mark(_span, error);
        _span.Dispose();
    }

    private void Describe(Activity span, AgentTurnResult result)
    {
        span.SetTag(OwnNames.StopReason, SpanErrors.Word(result.StopReason));
        span.SetTag(OwnNames.ModelCalls, result.ModelCalls);
        span.SetTag(OwnNames.ToolCalls, result.ToolCalls.Count);
        ModelCallTags.Usage(span, result.Usage);
        if (result.ToolsSelected is { } selected)
        {
            span.SetTag(OwnNames.ToolsSelected, selected.Names.ToArray());
            span.SetTag(OwnNames.ToolsOffered, selected.Offered);
        }
        if (result.ContextTrimmed is { } trimmed)
        {
            span.SetTag(OwnNames.DroppedTurns, trimmed.DroppedTurns);
            span.SetTag(OwnNames.ShortenedResults, trimmed.ShortenedResults.Count);
        }
        if (!setup.CapturesContent) return;
        span.SetTag(GenAiNames.InputMessages, MessageJson.Write(result.Messages.TakeWhile(m => m.Role == ChatRole.User)));
        span.SetTag(GenAiNames.OutputMessages, MessageJson.Write([new ChatMessage(ChatRole.Assistant, result.Text)]));
    }
}
