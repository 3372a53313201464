using EdgeAgent.Mcp.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EdgeAgent.Mcp;

/// <summary>Serves tools over HTTP from an ASP.NET Core application.</summary>
public static class McpToolServerEndpoints
{
    /// <summary>Answers MCP's Streamable HTTP (POST, GET and DELETE of one path), with a session for each client.</summary>
    /// <remarks>
    /// Spoken are the protocol's revisions that begin with <c>initialize</c>; a client that offers 2026-07-28 is told so and falls back, as
    /// the protocol has it. Sessions die with the application. Who may call is the application's matter: bind to loopback, or put
    /// authentication before it. On a loopback connection, requests for another host than this machine and of foreign web pages are refused
    /// (DNS rebinding).
    /// </remarks>
    /// <param name="endpoints">The application.</param>
    /// <param name="pattern">The path, such as <c>/mcp</c>.</param>
    /// <param name="server">What is offered there.</param>
    /// <param name="options">What is let in; null for the defaults.</param>
    public static IEndpointConventionBuilder MapMcpTools(
        this IEndpointRouteBuilder endpoints, string pattern, McpToolServer server, McpHttpOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(server);
        StreamableHttp http = new(server, options ?? new(), endpoints.ServiceProvider);
        return endpoints.Map(pattern, (RequestDelegate)http.HandleAsync);
    }
}
