using EdgeAgent.Agents;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Hosting;

// What the builder leaves in the services for the moment the agent is made: one line each, so they share a file.

/// <summary>Makes tools.</summary>
internal sealed record ToolSource(Func<IServiceProvider, IEnumerable<AgentTool>> Make);

/// <summary>Changes the agent's options.</summary>
internal sealed record AgentConfiguration(Func<IServiceProvider, AgentOptions, AgentOptions> Configure);

/// <summary>Puts middleware over the agent's client.</summary>
internal sealed record ClientWrapper(Func<IServiceProvider, IChatClient, IChatClient> Wrap);

/// <summary>A model beside the agent's own.</summary>
internal sealed record NamedModel(string Name);
