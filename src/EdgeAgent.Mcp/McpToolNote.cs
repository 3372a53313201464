namespace EdgeAgent.Mcp;

/// <summary>Something that was changed when a server's tool was taken over.</summary>
/// <param name="Tool">The tool's name at the server.</param>
/// <param name="Name">Its name for the model; null when it was left out.</param>
/// <param name="Why">What was changed and why, as a sentence.</param>
public sealed record McpToolNote(string Tool, string? Name, string Why);
