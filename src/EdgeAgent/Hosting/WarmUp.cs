using EdgeAgent.Agents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EdgeAgent.Hosting;

/// <summary>At the start of the host: makes the agent, so that a tool's mistake shows there, and begins to load the models.</summary>
/// <remarks>The start does not wait for a model: a host that answers health checks should be up meanwhile. A load that fails is in the log and
/// the health check, and the next request tries again.</remarks>
internal sealed class WarmUp(IServiceProvider services) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        services.GetRequiredService<Agent>();
        if (services.GetRequiredService<WrappedClient>().IsLocal) Begin(services.GetRequiredService<LocalModelSlot>());
        foreach (NamedModel model in services.GetServices<NamedModel>().DistinctBy(m => m.Name))
            Begin(services.GetRequiredKeyedService<LocalModelSlot>(model.Name));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static void Begin(LocalModelSlot slot)
    {
        if (!slot.Settings.WarmUp) return;
        // Whoever needs the model sees how it ended; an exception nobody asked for is observed here.
        _ = slot.GetClientAsync(CancellationToken.None).ContinueWith(
            static load => _ = load.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}
