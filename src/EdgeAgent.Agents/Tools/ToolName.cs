using System.Buffers;

namespace EdgeAgent.Agents.Tools;

/// <summary>Which names a tool may have.</summary>
internal static class ToolName
{
    private const int MaxLength = 128;

    // OpenAI's API takes letters, digits, '_' and '-'; MCP servers also use '.', '/' and ':'.
    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./:");

    public static void Check(string name, string where)
    {
        if (name.Length is > 0 and <= MaxLength && name.AsSpan().IndexOfAnyExcept(Allowed) < 0) return;
        throw new AgentException("EA6001", $"'{name}' cannot be the name of a tool.", where,
            $"Name it with 1 to {MaxLength} letters (a-z), digits, '_', '-', '.', '/' or ':', by [Tool(\"...\")] or ToolOptions.Name.");
    }
}
