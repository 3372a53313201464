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
        LocalChatClient client = await slot.GetClientAsync(cancellationToken).ConfigureAwait(false);
        return await client.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        LocalChatClient client = await slot.GetClientAsync(cancellationToken).ConfigureAwait(false);
        await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync(messages, options, cancellationToken).ConfigureAwait(false))
            yield return update;
    }

    public async ValueTask<PromptMeasure> MeasureAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        LocalChatClient client = await slot.GetClientAsync(cancellationToken).ConfigureAwait(false);
        return await client.MeasureAsync(messages, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Itself for what it can do without a model; the rest once there is one.</summary>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is null && serviceType.IsInstanceOfType(this)) return this;
        return slot.Loaded?.Client.GetService(serviceType, serviceKey)
            ?? (serviceKey is null && serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("edgeagent", null, slot.Settings.Model) : null);
    }

    public void Dispose()
    {
    }
}
