using EdgeAgent.Agents.Loop;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Context;

/// <summary>Counts a prompt by the client's <see cref="IPromptMeter"/>, else by the estimate.</summary>
/// <param name="client">The model.</param>
/// <param name="contextLength">The window as the agent was told it; null leaves it to the meter.</param>
internal sealed class PromptCounter(IChatClient client, int? contextLength)
{
    private readonly IPromptMeter? _meter = client.GetService<IPromptMeter>();

    /// <summary>False when nobody can tell how much is too much: then nothing need be counted.</summary>
    public bool MayKnowLength => _meter is not null || contextLength is not null;

    /// <param name="messages">The prompt.</param>
    /// <param name="options">Its options, tools among them.</param>
    /// <param name="reply">Tokens to keep free for the answer.</param>
    /// <param name="cancellationToken">Stops the count.</param>
    public async ValueTask<PromptMeasure> CountAsync(
        List<ChatMessage> messages, ChatOptions options, int reply, CancellationToken cancellationToken)
    {
        PromptMeasure measure = _meter is null ? PromptEstimate.Measure(messages, options)
            : await _meter.MeasureAsync(messages, options, cancellationToken).ConfigureAwait(false);
        int? length = measure.ContextLength is { } own && contextLength is { } told ? Math.Min(own, told)
            : measure.ContextLength ?? contextLength;
        return measure with { Reply = reply, ContextLength = length };
    }
}
