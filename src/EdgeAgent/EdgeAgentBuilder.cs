using System.Diagnostics.CodeAnalysis;
using EdgeAgent.Agents;
using EdgeAgent.Hosting;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace EdgeAgent;

/// <summary>Adds to what <see cref="EdgeAgentServices.AddEdgeAgent"/> registered.</summary>
/// <remarks>For the start of a program; not thread-safe.</remarks>
public sealed class EdgeAgentBuilder
{
    private const string Reflection = "Reads the method's signature by reflection. Mark methods with [Tool] and add the generated AsTools().";

    internal EdgeAgentBuilder(IServiceCollection services) => Services = services;

    /// <summary>The services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Adds a tool.</summary>
    /// <param name="tool">The tool.</param>
    public EdgeAgentBuilder AddTool(AgentTool tool)
    {
        ArgumentNullException.ThrowIfNull(tool);
        return AddTools(_ => [tool]);
    }

    /// <summary>Adds a method as a tool: <see cref="AgentTool.Create(Delegate, ToolOptions?)"/>.</summary>
    /// <param name="method">The handler; services among its parameters come from the provider.</param>
    /// <param name="options">Name, description and policy.</param>
    /// <exception cref="AgentException">The method cannot be a tool.</exception>
    [RequiresUnreferencedCode(Reflection), RequiresDynamicCode(Reflection)]
    public EdgeAgentBuilder AddTool(Delegate method, ToolOptions? options = null) => AddTool(AgentTool.Create(method, options));

    /// <summary>Adds tools that need services to be made: methods of a registered object, the tools of a server.</summary>
    /// <param name="make">Makes them, once, when the agent is made.</param>
    public EdgeAgentBuilder AddTools(Func<IServiceProvider, IEnumerable<AgentTool>> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        Services.AddSingleton(new ToolSource(make));
        return this;
    }

    /// <summary>Answers calls that ask for approval: <see cref="AgentOptions.Approver"/>.</summary>
    /// <param name="approver">Gets the exact call.</param>
    public EdgeAgentBuilder UseApproval(Func<ApprovalRequest, CancellationToken, ValueTask<ToolApprovalResponseContent>> approver)
    {
        ArgumentNullException.ThrowIfNull(approver);
        return ConfigureAgent((_, options) => options with { Approver = approver });
    }

    /// <summary>Changes the agent's options where configuration cannot say it.</summary>
    /// <param name="configure">Gets the services and the options so far.</param>
    public EdgeAgentBuilder ConfigureAgent(Func<IServiceProvider, AgentOptions, AgentOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        Services.AddSingleton(new AgentConfiguration(configure));
        return this;
    }

    /// <summary>Puts middleware between the agent and its model: a cluster to escalate to, telemetry, logging.</summary>
    /// <param name="wrap">Gets the services and the client so far; what it returns owns that client.</param>
    public EdgeAgentBuilder UseChatClient(Func<IServiceProvider, IChatClient, IChatClient> wrap)
    {
        ArgumentNullException.ThrowIfNull(wrap);
        Services.AddSingleton(new ClientWrapper(wrap));
        return this;
    }

    /// <summary>Adds a further model, as an <see cref="IChatClient"/> keyed by a name.</summary>
    /// <param name="name">The key; also the name of its options.</param>
    /// <param name="configure">Sets its options, after what configuration binds to that name.</param>
    /// <example><code>builder.AddModel("large", m =&gt; m.Model = "cerbero-7b"); … [FromKeyedServices("large")] IChatClient large</code></example>
    public EdgeAgentBuilder AddModel(string name, Action<LocalModelSettings>? configure = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        OptionsBuilder<LocalModelSettings> options = Services.AddOptionsWithValidateOnStart<LocalModelSettings, LocalModelSettingsValidator>(name);
        if (configure is not null) options.Configure(configure);
        Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<LocalModelSettings>, SettingsRules<LocalModelSettings>>());
        Services.TryAddKeyedSingleton(name, (provider, _) =>
            new LocalModelSlot(provider, () => provider.GetRequiredService<IOptionsMonitor<LocalModelSettings>>().Get(name)));
        Services.TryAddKeyedSingleton<IChatClient>(name, (provider, _) => new DeferredChatClient(provider.GetRequiredKeyedService<LocalModelSlot>(name)));
        Services.AddSingleton(new NamedModel(name));
        return this;
    }

    /// <summary>Adds a health check named <c>edgeagent</c> for each model, named ones as <c>edgeagent:name</c>: healthy when loaded, degraded before
    /// that, unhealthy with the error that loading ended in.</summary>
    public EdgeAgentBuilder AddHealthCheck()
    {
        Services.AddHealthChecks();
        Services.AddOptions<HealthCheckServiceOptions>().Configure<IServiceProvider>(LocalModelHealthCheck.Register);
        return this;
    }
}
