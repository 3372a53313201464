using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Tests.Telemetry;

/// <summary>Gives a scripted model the name, the address and the entries that a real one has.</summary>
internal sealed class NamedClient(IChatClient inner) : DelegatingChatClient(inner)
{
    /// <summary>What the last update says of the response.</summary>
    public AdditionalPropertiesDictionary? Properties { get; init; }

    /// <summary>Set where the client reports its calls itself.</summary>
    public ActivitySource? Reports { get; init; }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (ChatResponseUpdate update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            (update.ModelId, update.ResponseId) = ("small-1-0", "r1");
            if (update.FinishReason is not null) update.AdditionalProperties = Properties;
            yield return update;
        }
    }

    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("acme", new Uri("http://cluster.local:8000/v1"), "small-1")
        : serviceType == typeof(ActivitySource) ? Reports
        : base.GetService(serviceType, serviceKey);
}
