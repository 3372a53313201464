using EdgeAgent.Agents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EdgeAgent.Hosting;

/// <summary>Makes the agent out of what was registered.</summary>
internal static class AgentFactory
{
    public static Agent Create(IServiceProvider services)
    {
        EdgeAgentOptions settings = services.GetRequiredService<IOptions<EdgeAgentOptions>>().Value;
        AgentOptions options = new()
        {
            Instructions = settings.Instructions,
            Tools = [.. services.GetServices<ToolSource>().SelectMany(source => source.Make(services))],
            TurnOptions = new()
            {
                MaxModelCalls = settings.MaxModelCalls,
                MaxToolCalls = settings.MaxToolCalls,
                MaxDuration = settings.MaxTurnDuration,
            },
            Services = services,
            TimeProvider = services.GetRequiredService<TimeProvider>(),
        };
        foreach (AgentConfiguration configuration in services.GetServices<AgentConfiguration>()) options = configuration.Configure(services, options);
        return new Agent(services.GetRequiredService<WrappedClient>().Client, options, services.GetService<ILoggerFactory>());
    }
}
