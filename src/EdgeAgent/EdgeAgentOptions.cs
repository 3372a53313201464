using System.ComponentModel.DataAnnotations;

namespace EdgeAgent;

/// <summary>The agent that <see cref="EdgeAgentServices.AddEdgeAgent"/> registers, and its model; binds from configuration.</summary>
/// <remarks>What code alone can say (tools, approvals, middleware) the <see cref="EdgeAgentBuilder"/> takes.</remarks>
public sealed class EdgeAgentOptions : LocalModelSettings
{
    /// <summary>The system message. Default none.</summary>
    public string? Instructions { get; set; }

    /// <summary>Model calls in one turn, 1 to 64. Default 8.</summary>
    [Range(1, 64)]
    public int MaxModelCalls { get; set; } = 8;

    /// <summary>Tool calls in one turn, 0 to 256. Default 16.</summary>
    [Range(0, 256)]
    public int MaxToolCalls { get; set; } = 16;

    /// <summary>Time of a turn, 1 ms to 1 day. Default 5 minutes.</summary>
    public TimeSpan MaxTurnDuration { get; set; } = TimeSpan.FromMinutes(5);
}
