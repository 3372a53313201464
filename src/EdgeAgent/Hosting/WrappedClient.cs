using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace EdgeAgent.Hosting;

/// <summary>The agent's client: the registered one under the middleware that the builder was given. An agent disposes no client, so the
/// services dispose this.</summary>
internal sealed class WrappedClient : IDisposable
{
    private readonly IChatClient _registered;

    public WrappedClient(IServiceProvider services)
    {
        Client = _registered = services.GetRequiredService<IChatClient>();
        foreach (ClientWrapper wrapper in services.GetServices<ClientWrapper>()) Client = wrapper.Wrap(services, Client);
    }

    public IChatClient Client { get; }

    /// <summary>Whether the registered client is that of the local model; it is not where the program registered another.</summary>
    public bool IsLocal => _registered.GetService<DeferredChatClient>() is not null;

    public void Dispose()
    {
        if (!ReferenceEquals(Client, _registered)) Client.Dispose(); // the registered one is the services' own
    }
}
