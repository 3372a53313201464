using EdgeAgent.Mcp;
using SmartHome.Terminal;

namespace EdgeAgent.Cli.Commands;

/// <summary>How the program ends when an MCP server cannot be used.</summary>
internal static class McpExitCodes
{
    public static int Of(McpToolException exception) => exception.Code switch
    {
        "EA7102" => ExitCodes.Limit,
        "EA7104" => ExitCodes.Usage, // two servers named on one command line
        "EA7105" => ExitCodes.BadInput,
        _ => ExitCodes.Failed,
    };
}
