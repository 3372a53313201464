using System.Net;
using Microsoft.AspNetCore.Http;

namespace EdgeAgent.Mcp.Http;

/// <summary>Refuses what a web page may send to a server on its visitor's machine.</summary>
/// <remarks>The protocol's transport asks servers to check Origin; checking Host too closes DNS rebinding to pages without one.</remarks>
internal static class RequestGuard
{
    /// <summary>Why the request is refused; null when it is not.</summary>
    public static string? Refuse(HttpContext context, McpHttpOptions options)
    {
        string origin = context.Request.Headers.Origin.ToString();
        if (origin.Length > 0 && !options.AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase) && !IsLocalOrigin(origin))
            return $"the origin '{origin}' is not allowed";
        bool isLoopback = context.Connection.LocalIpAddress is { } address && IPAddress.IsLoopback(address);
        return isLoopback && !IsLocalHost(context.Request.Host.Host) ? $"the host '{context.Request.Host.Host}' is not this machine" : null;
    }

    private static bool IsLocalOrigin(string origin) => Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri) && IsLocalHost(uri.Host);

    private static bool IsLocalHost(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));
}
