using EdgeAgent.Agents;
using EdgeAgent.Mcp;
using SmartHome.Simulation;

namespace EdgeAgent.Cli.Commands;

/// <summary>What <c>run</c> and <c>chat</c> were asked to do; disposing it ends the MCP servers.</summary>
/// <param name="Model">The model's id or path.</param>
/// <param name="House">The sample's house; null for tools of a file.</param>
/// <param name="Servers">The MCP servers whose tools are among those of the options.</param>
/// <param name="Options">Tools, limits, approval.</param>
internal sealed record AgentSetup(string Model, House? House, IReadOnlyList<McpToolSource> Servers, AgentOptions Options) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        foreach (McpToolSource server in Servers) await server.DisposeAsync();
    }
}
