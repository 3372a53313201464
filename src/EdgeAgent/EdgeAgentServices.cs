using EdgeAgent.Agents;
using EdgeAgent.Hosting;
using EdgeAgent.Models;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EdgeAgent;

/// <summary>Registers an agent over a model on this device.</summary>
public static class EdgeAgentServices
{
    /// <summary>Adds an <see cref="Agent"/> and the <see cref="IChatClient"/> of its local model, both singletons; the model is loaded when the
    /// host starts or with the first request.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options, after what configuration binds to <see cref="EdgeAgentOptions"/>.</param>
    /// <returns>Takes tools, approvals, further models and health checks.</returns>
    /// <remarks>
    /// Calling it twice configures the same agent twice. An <see cref="IChatClient"/> that the program registers itself is kept, and the agent
    /// runs over it: the local model is not loaded then. A model that has to be converted on first use needs <c>AddConversion()</c> of EdgeAgent.Conversion.
    /// </remarks>
    /// <example><code>
    /// services.AddConversion();
    /// services.AddEdgeAgent(o =&gt; o.Instructions = "You run a house.").AddTool(SetLight).AddHealthCheck();
    /// </code></example>
    public static EdgeAgentBuilder AddEdgeAgent(this IServiceCollection services, Action<EdgeAgentOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        OptionsBuilder<EdgeAgentOptions> options = services.AddOptionsWithValidateOnStart<EdgeAgentOptions, EdgeAgentOptionsValidator>();
        if (configure is not null) options.Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EdgeAgentOptions>, SettingsRules<EdgeAgentOptions>>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new ModelStore(builder: provider.GetService<IModelPackageBuilder>()));
        services.TryAddSingleton(provider => new LocalModelSlot(provider, () => provider.GetRequiredService<IOptions<EdgeAgentOptions>>().Value));
        services.TryAddSingleton<IChatClient>(provider => new DeferredChatClient(provider.GetRequiredService<LocalModelSlot>()));
        services.TryAddSingleton(provider => new WrappedClient(provider));
        services.TryAddSingleton(AgentFactory.Create);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, WarmUp>());
        return new EdgeAgentBuilder(services);
    }
}
