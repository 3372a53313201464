using System.CommandLine.Parsing;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using EdgeAgent.Mcp;

namespace EdgeAgent.Cli.Commands;

/// <summary>An MCP server as <c>--mcp</c> names it: <c>[NAME=]URL</c> or <c>[NAME=]COMMAND ARGS…</c>.</summary>
/// <param name="Name">Given to it; its tools are then called NAME_TOOL. Null for the server's own names.</param>
/// <param name="Endpoint">Its address; null for a command.</param>
/// <param name="Process">What to start; null for an address.</param>
internal sealed partial record McpServerSpec(string? Name, Uri? Endpoint, McpServerProcess? Process)
{
    /// <summary>Reads a value of the option.</summary>
    /// <param name="text">The value.</param>
    /// <param name="spec">What it says.</param>
    /// <param name="error">What is wrong with it, else.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out McpServerSpec? spec, [NotNullWhen(false)] out string? error)
    {
        (spec, error) = (null, null);
        Match named = Named().Match(text);
        string? name = named.Success ? named.Groups[1].Value : null;
        string server = (named.Success ? named.Groups[2].Value : text).Trim();
        if (server.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || server.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            if (Uri.TryCreate(server, UriKind.Absolute, out Uri? endpoint)) spec = new(name, endpoint, null);
            else error = $"--mcp {text}: not an address.";
        }
        else if (CommandLineParser.SplitCommandLine(server).ToArray() is [{ Length: > 0 } command, .. string[] arguments])
        {
            spec = new(name, null, new McpServerProcess(command, arguments));
        }
        else
        {
            error = "--mcp takes a server's command line or its http(s) address, perhaps after NAME=.";
        }
        return spec is not null;
    }

    // A name has no blank, so "env KEY=value server" is a command.
    [GeneratedRegex("^([A-Za-z][A-Za-z0-9_-]{0,31})=(.*)$", RegexOptions.Singleline)]
    private static partial Regex Named();
}
