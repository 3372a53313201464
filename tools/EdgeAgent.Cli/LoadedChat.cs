using Microsoft.Extensions.AI;

namespace EdgeAgent.Cli;

/// <summary>A model that is ready to answer; disposing it frees client and model.</summary>
/// <param name="client">Answers.</param>
/// <param name="loadTime">What loading took.</param>
/// <param name="model">What the client stands on; null where it owns everything.</param>
internal sealed class LoadedChat(IChatClient client, TimeSpan loadTime, IDisposable? model = null) : IDisposable
{
    public IChatClient Client => client;

    public TimeSpan LoadTime => loadTime;

    public void Dispose()
    {
        client.Dispose();
        model?.Dispose();
    }
}
