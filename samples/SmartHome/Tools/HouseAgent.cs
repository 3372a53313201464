using EdgeAgent.Agents;
using Microsoft.Extensions.AI;
using SmartHome.Simulation;

namespace SmartHome.Tools;

/// <summary>The house's agent: a model, the house's tools, and who is asked before the door moves.</summary>
public static class HouseAgent
{
    /// <summary>What the model is told before everything else.</summary>
    public const string Instructions = "You control the devices of a house.";

    /// <summary>Makes the agent.</summary>
    /// <param name="client">The model, local or not.</param>
    /// <param name="house">What the tools work on.</param>
    /// <param name="approver">Asked for the door; null leaves such a call pending.</param>
    public static Agent Create(
        IChatClient client, House house, Func<ApprovalRequest, CancellationToken, ValueTask<ToolApprovalResponseContent>>? approver) =>
        new(client, new AgentOptions
        {
            Tools = new HouseTools(house).AsTools(),
            Instructions = Instructions,
            Approver = approver,
        });
}
