using System.Runtime.CompilerServices;
using EdgeAgent.Agents.Json;
using EdgeAgent.Agents.Telemetry;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Loop;

/// <summary>One request to the model: streams its events, then knows the answer to keep and whether the turn may go on.</summary>
internal sealed class ModelCall(AgentSetup setup, TurnLimits limits, ChatOptions options, string conversationId)
{
    private readonly List<ChatResponseUpdate> _updates = [];
    private readonly Dictionary<string, PartialJson> _growing = new(StringComparer.Ordinal);
    private ModelCallTrace? _trace;

    /// <summary>
    /// The messages to keep. Without calls when the answer was cut, for half a call must not look like one, and when none were allowed.
    /// </summary>
    public IReadOnlyList<ChatMessage> Answer { get; private set; } = [];

    /// <summary>Why the turn ends with this answer; null when there are calls to dispatch.</summary>
    public StopReason? Stop { get; private set; }

    /// <summary>The text so far.</summary>
    public string Text => string.Concat(_updates.Select(u => u.Text));

    public async IAsyncEnumerable<AgentEvent> RunAsync(
        IList<ChatMessage> prompt, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long start = setup.Options.TimeProvider.GetTimestamp();
        using ModelCallTrace? trace = _trace = ModelCallTrace.Start(setup, prompt, options, conversationId, streams: true);
        IAsyncEnumerator<ChatResponseUpdate> stream = Begin(prompt, cancellationToken);
        await using (stream.ConfigureAwait(false))
        {
            while (await NextAsync(stream).ConfigureAwait(false))
            {
                _updates.Add(stream.Current);
                foreach (AIContent content in stream.Current.Contents)
                    if (AsEvent(content) is { } e) yield return e;
            }
        }
        yield return Finish(setup.Options.TimeProvider.GetElapsedTime(start));
    }

    private IAsyncEnumerator<ChatResponseUpdate> Begin(IList<ChatMessage> prompt, CancellationToken cancellationToken)
    {
        try
        {
            return setup.Client.GetStreamingResponseAsync(prompt, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        }
        catch (Exception e)
        {
            _trace?.Failed(SpanErrors.Of(e));
            throw;
        }
    }

    /// <summary>The next update; none when the turn's time is up, which ends the turn and is no error.</summary>
    private async ValueTask<bool> NextAsync(IAsyncEnumerator<ChatResponseUpdate> stream)
    {
        try
        {
            _trace?.Enter();
            bool more = await stream.MoveNextAsync().ConfigureAwait(false);
            if (more) _trace?.Chunk();
            return more;
        }
        catch (OperationCanceledException) when (limits.TimeIsUp)
        {
            Stop = StopReason.MaxDuration;
            _trace?.Failed(SpanErrors.TimedOut);
            return false;
        }
        catch (Exception e)
        {
            _trace?.Failed(SpanErrors.Of(e));
            throw;
        }
    }

    private AgentEvent? AsEvent(AIContent content) => content switch
    {
        TextContent { Text.Length: > 0 } text => new TextDelta(text.Text),
        ToolCallDelta delta => Growing(delta),
        _ => null,
    };

    private ToolCallGrowing Growing(ToolCallDelta delta)
    {
        if (!_growing.TryGetValue(delta.CallId, out PartialJson? reader)) _growing.Add(delta.CallId, reader = new());
        return new(delta.CallId, delta.Name, delta.ArgumentsText) { Reader = reader };
    }

    private ModelCallFinished Finish(TimeSpan elapsed)
    {
        ChatResponse response = _updates.ToChatResponse();
        _trace?.Finished(response);
        limits.AddUsage(response.Usage, PromptEstimate.Tokens(response.Messages.Sum(PromptEstimate.Characters)));
        Stop ??= response.FinishReason is { } reason ? StopFor(reason) : null;
        List<ChatMessage> answer = Keep(response.Messages, withCalls: Stop is null && options.ToolMode is not NoneChatToolMode);
        if (CallHistory.OpenCalls(answer).Count == 0) Stop ??= StopReason.Completed;
        Answer = answer;
        long tokens = response.Usage?.OutputTokenCount ?? 0;
        AgentLog.ModelCallFinished(setup.Log, limits.ModelCalls, response.FinishReason?.Value, tokens, elapsed.TotalMilliseconds);
        return new(response.FinishReason, response.Usage, response.AdditionalProperties, elapsed);
    }

    private StopReason? StopFor(ChatFinishReason reason) =>
        reason == ChatFinishReason.ContentFilter ? StopReason.ContentFilter
        : reason != ChatFinishReason.Length ? null
        : limits.OutputTokensLeft <= 0 ? StopReason.MaxOutputTokens : StopReason.Length;

    private static List<ChatMessage> Keep(IEnumerable<ChatMessage> messages, bool withCalls)
    {
        List<ChatMessage> kept = [];
        foreach (ChatMessage message in messages)
        {
            message.Contents = [.. message.Contents.Where(
                c => c is not ToolCallDelta && (withCalls || c is not (FunctionCallContent or FunctionResultContent)))];
            if (message.Contents.Count > 0) kept.Add(message);
        }
        return kept;
    }
}
