using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ModelContextProtocol.Client;

namespace EdgeAgent.Mcp.Client;

/// <summary>The SDK's transports, set up as this part's options say.</summary>
internal static class Transports
{
    public static IClientTransport Of(McpServerProcess process, McpToolSourceOptions? options, ILoggerFactory? loggerFactory)
    {
        ILogger log = loggerFactory?.CreateLogger<McpToolSource>() ?? (ILogger)NullLogger.Instance;
        string name = options?.Name ?? process.Command;
        Dictionary<string, string?> environment = process.InheritEnvironment
            ? [] : StdioClientTransportOptions.GetDefaultEnvironmentVariables();
        foreach ((string variable, string? value) in process.Environment) environment[variable] = value;
        return new StdioClientTransport(new StdioClientTransportOptions
        {
            Name = name,
            Command = process.Command,
            Arguments = [.. process.Arguments],
            WorkingDirectory = process.WorkingDirectory,
            InheritEnvironmentVariables = process.InheritEnvironment,
            EnvironmentVariables = environment,
            ShutdownTimeout = process.ShutdownTimeout,
            StandardErrorLines = line => McpLog.StandardError(log, name, line),
        }, loggerFactory);
    }

    public static IClientTransport Of(Uri endpoint, McpToolSourceOptions? options, ILoggerFactory? loggerFactory)
    {
        if (!endpoint.IsAbsoluteUri || (endpoint.Scheme != Uri.UriSchemeHttp && endpoint.Scheme != Uri.UriSchemeHttps))
        {
            throw new McpToolException("EA7101", "The address of an MCP server is not one of http or https.", $"address {endpoint}",
                "Write it whole, like http://127.0.0.1:8080/mcp.");
        }
        return new HttpClientTransport(new HttpClientTransportOptions
        {
            Name = options?.Name ?? endpoint.ToString(),
            Endpoint = endpoint,
            ConnectionTimeout = (options ?? new()).ConnectTimeout,
        }, loggerFactory);
    }
}
