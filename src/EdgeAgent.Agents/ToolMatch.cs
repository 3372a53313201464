namespace EdgeAgent.Agents;

/// <summary>A tool that an index found.</summary>
/// <param name="Tool">The tool.</param>
/// <param name="Score">How relevant; comparable within one answer of one index only.</param>
public readonly record struct ToolMatch(AgentTool Tool, double Score);
