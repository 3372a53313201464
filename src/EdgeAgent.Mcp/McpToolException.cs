namespace EdgeAgent.Mcp;

/// <summary>An MCP server that cannot be used, or not any more: what is wrong, where, and how to mend it.</summary>
/// <remarks>
/// Thrown when a server is connected and its tools are read; the exception of a failed call that was the server's own fault, which the
/// caller finds in <see cref="Agents.ToolCallFailed.Exception"/>. The <see cref="Code"/> is stable and has a section in docs/errors.md; the
/// wording is not, and may quote the server.
/// </remarks>
public sealed class McpToolException : Exception
{
    internal McpToolException(string code, string what, string where, string fix, Exception? inner = null)
        : base($"{what} Where: {where}. Fix: {fix} [{code}]", inner) => (Code, What, Where, Fix) = (code, what, where, fix);

    /// <summary>Stable id of the error, <c>EA71xx</c>.</summary>
    public string Code { get; }

    /// <summary>What was wrong, as a sentence.</summary>
    public string What { get; }

    /// <summary>The place: a server, a tool.</summary>
    public string Where { get; }

    /// <summary>What to do about it, as a sentence.</summary>
    public string Fix { get; }
}
