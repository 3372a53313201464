using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EdgeAgent.Hosting;

/// <summary>Whether a model is loaded, which one, and why not.</summary>
internal sealed class LocalModelHealthCheck(LocalModelSlot slot) : IHealthCheck
{
    private const string Name = "edgeagent";

    /// <summary>One check for each model that is registered when the checks are made, and that somebody uses.</summary>
    public static void Register(HealthCheckServiceOptions options, IServiceProvider services)
    {
        if (services.GetRequiredService<WrappedClient>().IsLocal) Add(options, Name, provider => provider.GetRequiredService<LocalModelSlot>());
        foreach (NamedModel model in services.GetServices<NamedModel>())
            Add(options, $"{Name}:{model.Name}", provider => provider.GetRequiredKeyedService<LocalModelSlot>(model.Name));
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        Dictionary<string, object> data = new() { ["model"] = slot.Settings.Model };
        if (slot.Loaded is { } loaded)
        {
            data["package"] = loaded.Model.Package.Descriptor.Id;
            data["context_length"] = loaded.Model.ContextLength;
            data["load_ms"] = loaded.Model.LoadTime.TotalMilliseconds;
            return Task.FromResult(HealthCheckResult.Healthy("The model is loaded.", data));
        }
        return Task.FromResult(slot.LastError is { } error
            ? new HealthCheckResult(context.Registration.FailureStatus, "The model could not be loaded.", error, data)
            : HealthCheckResult.Degraded("The model is not loaded yet.", null, data));
    }

    private static void Add(HealthCheckServiceOptions options, string name, Func<IServiceProvider, LocalModelSlot> slot)
    {
        if (options.Registrations.Any(r => r.Name == name)) return;
        options.Registrations.Add(new(name, provider => new LocalModelHealthCheck(slot(provider)), null, ["ready"]));
    }
}
