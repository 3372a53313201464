namespace EdgeAgent.Agents.Retrieval;

/// <summary>The tools of a turn's prompts.</summary>
/// <param name="Shown">Those the model reads.</param>
/// <param name="Report">To tell the caller; null when they are all.</param>
internal sealed record ToolSelection(IReadOnlyList<AgentTool> Shown, ToolsSelected? Report);
