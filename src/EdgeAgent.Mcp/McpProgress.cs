namespace EdgeAgent.Mcp;

/// <summary>How far a call at an MCP server is, in the server's own words and units.</summary>
/// <param name="Server">The server's name.</param>
/// <param name="Tool">The tool's name, as the agent knows it.</param>
/// <param name="Done">How much is done; grows.</param>
/// <param name="Total">How much there is; null when the server does not know.</param>
/// <param name="Message">What it says; null when nothing.</param>
public sealed record McpProgress(string Server, string Tool, double Done, double? Total, string? Message);
