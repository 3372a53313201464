using Microsoft.Extensions.Logging;

namespace EdgeAgent.Mcp;

/// <summary>Every log line of this part. Event ids are stable.</summary>
internal static partial class McpLog
{
    [LoggerMessage(7101, LogLevel.Information, "MCP server {Server} connected: {Tools} tools, protocol {Protocol}")]
    public static partial void Connected(ILogger log, string server, int tools, string? protocol);

    [LoggerMessage(7102, LogLevel.Warning, "MCP server {Server}, tool {Tool}: {Why}")]
    public static partial void ToolNoted(ILogger log, string server, string tool, string why);

    [LoggerMessage(7103, LogLevel.Information, "MCP server {Server} has other tools now: {Tools}")]
    public static partial void ToolsChanged(ILogger log, string server, int tools);

    [LoggerMessage(7104, LogLevel.Warning, "The changed tools of MCP server {Server} cannot be read; the old ones stay: {Why}")]
    public static partial void RereadFailed(ILogger log, string server, string why);

    [LoggerMessage(7105, LogLevel.Debug, "MCP server {Server} says: {Line}")]
    public static partial void StandardError(ILogger log, string server, string line);

    [LoggerMessage(7106, LogLevel.Debug, "MCP server {Server} does not tell when its tools change: {Why}")]
    public static partial void NotListening(ILogger log, string server, string why);

    [LoggerMessage(7107, LogLevel.Debug, "HTTP session {Session} opened; {Sessions} are open")]
    public static partial void SessionOpened(ILogger log, string session, int sessions);

    [LoggerMessage(7108, LogLevel.Debug, "HTTP session {Session} ended: {Why}")]
    public static partial void SessionEnded(ILogger log, string session, string why);

    [LoggerMessage(7109, LogLevel.Warning, "HTTP request refused with {Status}: {Why}")]
    public static partial void RequestRefused(ILogger log, int status, string why);

    [LoggerMessage(7110, LogLevel.Warning, "HTTP session {Session} failed")]
    public static partial void SessionFailed(ILogger log, string session, Exception exception);
}
