using Microsoft.Extensions.AI;

namespace EdgeAgent.Cli;

/// <summary>A model that is ready to answer; disposing it frees client and model.</summary>
/// <param name="client">Answers.</param>
/// <param name="loadTime">What loading took.</param>
/// <param name="under">What the client stands on, in the order in which it is disposed.</param>
internal sealed class LoadedChat(IChatClient client, TimeSpan loadTime, params IReadOnlyList<IDisposable> under) : IDisposable
{
    public IChatClient Client => client;

    public TimeSpan LoadTime => loadTime;

    public void Dispose()
    {
        client.Dispose();
        foreach (IDisposable one in under) one.Dispose();
    }
}
