using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol;

namespace EdgeAgent.Mcp.Http;

/// <summary>JSON-RPC errors for requests that never reach a session.</summary>
internal static class HttpErrors
{
    /// <summary>The revisions that begin with <c>initialize</c>: from 2026-07-28 on HTTP has no sessions, which approvals need.</summary>
    public static readonly string[] Versions = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];

    public static Task WriteAsync(HttpContext context, int status, McpErrorCode code, string message, JsonObject? data = null)
    {
        JsonObject error = new() { ["code"] = (int)code, ["message"] = message };
        if (data is not null) error["data"] = data;
        JsonObject body = new() { ["jsonrpc"] = "2.0", ["id"] = null, ["error"] = error };
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }

    /// <summary>Names the revisions spoken, from which a newer client picks one.</summary>
    public static Task WrongVersionAsync(HttpContext context, string requested) => WriteAsync(
        context, StatusCodes.Status400BadRequest, McpErrorCode.UnsupportedProtocolVersion,
        $"Protocol version '{requested}' is not spoken here.",
        new JsonObject { ["supported"] = new JsonArray([.. Versions.Select(v => (JsonNode)v)]), ["requested"] = requested });
}
