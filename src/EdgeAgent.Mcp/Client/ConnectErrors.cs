using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Client;

namespace EdgeAgent.Mcp.Client;

/// <summary>What can be wrong with a server, each with its way out.</summary>
internal static class ConnectErrors
{
    private const int ShownText = 500;

    public static McpToolException NotConnected(Exception e, string where, TimeSpan timeout)
    {
        if (e is TimeoutException or OperationCanceledException)
        {
            return new("EA7102", $"The MCP server did not answer within {timeout.TotalSeconds:0.###} s.", where,
                "See that the command or address is that of an MCP server and that it writes nothing but the protocol to its standard output, or raise ConnectTimeout.",
                e);
        }
        if (e is McpException or JsonException) return Unreadable(e, where);
        return new("EA7101", $"The MCP server cannot be started or reached: {Reason(e)}", where,
            "See that the command or address is right and that the server runs by itself.", e);
    }

    public static McpToolException Unreadable(Exception e, string where) => new(
        "EA7103", $"The MCP server's answer cannot be used: {Shorten(e.Message)}", where,
        "Update the server, or ask its makers: it breaks the protocol or refuses this client.", e);

    public static McpToolException TooMany(int most, string where) => new(
        "EA7103", $"The MCP server lists more than {most:N0} tools.", where, "Raise MaxTools if it really has that many.");

    public static McpToolException Clash(string tool, string first, string second) => new(
        "EA7104", $"Two tools have the name '{tool}': one of {first}, one of {second}.", $"tool {tool}",
        "Give one server a prefix by McpToolSourceOptions.Prefix (--mcp NAME=… on the command line), or leave its tool out by Include.");

    public static McpToolException Unusable(string tool, string why, string where, Exception e) => new(
        "EA7105", $"The tool '{Shorten(tool)}' cannot be used: {Shorten(why)}", where,
        "Leave it out by McpToolSourceOptions.Include, or all such tools by SkipUnusable.", e);

    public static McpToolException Gone(Exception e, string tool, string where) => new(
        "EA7106", $"The MCP server is gone or cannot be reached: {Reason(e)}", $"{where}, tool {tool}",
        "Connect it again and make a new agent from its tools; the server's own log may say why it ended.", e);

    public static string Shorten(string text) => text.Length <= ShownText ? text : text[..ShownText] + "…";

    private static string Reason(Exception e)
    {
        if (e is ClientTransportClosedException { Details: StdioClientCompletionDetails process })
        {
            string code = process.ExitCode is { } exit ? $"it ended with code {exit}" : "it ended";
            return Shorten(process.StandardErrorTail is { Count: > 0 } said ? $"{code}; last words: {string.Join(" | ", said)}" : code) + ".";
        }
        Exception innermost = e;
        while (innermost is IOException or HttpRequestException && innermost.InnerException is { } inner) innermost = inner;
        return Shorten(innermost.Message);
    }
}
