using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents;

/// <summary>Tells before a model call how many tokens its prompt takes. A client that can offers it by <c>GetService</c>.</summary>
public interface IPromptMeter
{
    /// <summary>Counts the tokens of the prompt that these messages and options make; runs no model.</summary>
    /// <param name="messages">The messages as they would be sent, system message included; not changed.</param>
    /// <param name="options">The options as they would be sent: tools, and the reply's token limit.</param>
    /// <param name="cancellationToken">Stops the count.</param>
    ValueTask<PromptMeasure> MeasureAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default);
}
