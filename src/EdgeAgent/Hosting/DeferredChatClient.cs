using System.Runtime.CompilerServices;
using EdgeAgent.Agents;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Hosting;

/// <summary>The client of a model that may not be loaded yet: a request waits for it. The slot owns both.</summary>
internal sealed class DeferredChatClient(LocalModelSlot slot) : IChatClient, IPromptMeter
{
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        LocalChatClient client = await slot.GetClientAsync(cancellationToken).ConfigureAwait(false);
        return await client.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return StreamAsync([.. messages], options?.Clone(), cancellationToken);
    }

    public async ValueTask<PromptMeasure> MeasureAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        LocalChatClient client = await slot.GetClientAsync(cancellationToken).ConfigureAwait(false);
        return await client.MeasureAsync(messages, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Itself and its metadata, which do not change when the model is loaded; the rest once it is.</summary>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is null && serviceType.IsInstanceOfType(this)) return this;
        if (serviceKey is null && serviceType == typeof(ChatClientMetadata)) return new ChatClientMetadata("edgeagent", null, slot.ModelId);
        return slot.Loaded?.Client.GetService(serviceType, serviceKey);
    }

    public void Dispose()
    {
    }

    private async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        IReadOnlyList<ChatMessage> messages, ChatOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        LocalChatClient client = await slot.GetClientAsync(cancellationToken).ConfigureAwait(false);
        await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync(messages, options, cancellationToken).ConfigureAwait(false))
            yield return update;
    }
}
