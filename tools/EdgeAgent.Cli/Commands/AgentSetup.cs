using EdgeAgent.Agents;
using SmartHome.Simulation;

namespace EdgeAgent.Cli.Commands;

/// <summary>What <c>run</c> and <c>chat</c> were asked to do.</summary>
/// <param name="Model">The model's id or path.</param>
/// <param name="House">The sample's house; null for tools of a file.</param>
/// <param name="Options">Tools, limits, approval.</param>
internal sealed record AgentSetup(string Model, House? House, AgentOptions Options);
