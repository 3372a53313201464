using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace EdgeAgent.Mcp.Http;

/// <summary>The Streamable HTTP transport (modelcontextprotocol.io, revision 2025-11-25, Transports) around the SDK's message streams.</summary>
internal sealed class StreamableHttp
{
    private const string SessionHeader = "Mcp-Session-Id", VersionHeader = "MCP-Protocol-Version", Json = "application/json", Events = "text/event-stream";

    private static readonly JsonTypeInfo<JsonRpcMessage> s_message =
        (JsonTypeInfo<JsonRpcMessage>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage));

    private readonly HttpSessions _sessions;
    private readonly McpHttpOptions _options;
    private readonly ILogger _log;
    private readonly CancellationToken _stopping;

    public StreamableHttp(McpToolServer server, McpHttpOptions options, IServiceProvider services)
    {
        _options = options;
        _log = server.LoggerFactory?.CreateLogger<McpToolServer>() ?? (ILogger)NullLogger.Instance;
        _sessions = new(server, options, _log);
        if (services.GetService<IHostApplicationLifetime>() is not { } lifetime) return;
        _stopping = lifetime.ApplicationStopping;
        _stopping.Register(_sessions.Close);
    }

    public Task HandleAsync(HttpContext context)
    {
        if (RequestGuard.Refuse(context, _options) is { } why) return RefuseAsync(context, StatusCodes.Status403Forbidden, why);
        string version = context.Request.Headers[VersionHeader].ToString();
        if (version.Length > 0 && !HttpErrors.Versions.Contains(version)) return HttpErrors.WrongVersionAsync(context, version);
        return context.Request.Method switch
        {
            "POST" => PostAsync(context),
            "GET" => GetAsync(context),
            "DELETE" => DeleteAsync(context),
            _ => RefuseAsync(context, StatusCodes.Status405MethodNotAllowed, "use POST, GET or DELETE"),
        };
    }

    private async Task PostAsync(HttpContext context)
    {
        if (!Accepts(context, Json) || !Accepts(context, Events))
        {
            await RefuseAsync(context, StatusCodes.Status406NotAcceptable, $"accept both {Json} and {Events}").ConfigureAwait(false);
            return;
        }
        if (await ReadAsync(context).ConfigureAwait(false) is not { } message) return;
        if (await EnterAsync(context, message).ConfigureAwait(false) is not { } session) return;
        try
        {
            context.Response.Headers[SessionHeader] = session.Id;
            BeginEvents(context);
            if (await session.Transport.HandlePostRequestAsync(message, context.Response.Body, context.RequestAborted).ConfigureAwait(false)) return;
            context.Response.Headers.ContentType = default; // a notification has no answer
            context.Response.StatusCode = StatusCodes.Status202Accepted;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested || _stopping.IsCancellationRequested)
        {
        }
        finally
        {
            _sessions.Leave(session);
        }
    }

    /// <summary>The stream of messages that answer no request; it stays open until the client or the application ends it.</summary>
    private async Task GetAsync(HttpContext context)
    {
        if (!Accepts(context, Events))
        {
            await RefuseAsync(context, StatusCodes.Status406NotAcceptable, $"accept {Events}").ConfigureAwait(false);
            return;
        }
        if (await FindAsync(context).ConfigureAwait(false) is not { } session) return;
        try
        {
            if (!session.TryListen())
            {
                await RefuseAsync(context, StatusCodes.Status409Conflict, "the session has such a stream already").ConfigureAwait(false);
                return;
            }
            using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping);
            BeginEvents(context);
            await session.Transport.HandleGetRequestAsync(context.Response.Body, stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested || _stopping.IsCancellationRequested)
        {
        }
        finally
        {
            _sessions.Leave(session);
        }
    }

    private async Task DeleteAsync(HttpContext context)
    {
        if (!await _sessions.TryCloseAsync(context.Request.Headers[SessionHeader].ToString()).ConfigureAwait(false))
            await RefuseAsync(context, StatusCodes.Status404NotFound, "there is no such session").ConfigureAwait(false);
    }

    private async ValueTask<HttpSession?> EnterAsync(HttpContext context, JsonRpcMessage message)
    {
        if (context.Request.Headers.ContainsKey(SessionHeader)) return await FindAsync(context).ConfigureAwait(false);
        if (message is not JsonRpcRequest { Method: RequestMethods.Initialize })
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, $"begin with {RequestMethods.Initialize}, then send {SessionHeader}")
                .ConfigureAwait(false);
            return null;
        }
        if (_sessions.TryOpen() is { } session) return session;
        await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "too many clients are connected").ConfigureAwait(false);
        return null;
    }

    private async ValueTask<HttpSession?> FindAsync(HttpContext context)
    {
        if (_sessions.TryEnter(context.Request.Headers[SessionHeader].ToString()) is { } session) return session;
        // 404 tells a client to begin anew.
        await RefuseAsync(context, StatusCodes.Status404NotFound, "there is no such session").ConfigureAwait(false);
        return null;
    }

    private async ValueTask<JsonRpcMessage?> ReadAsync(HttpContext context)
    {
        using MemoryStream body = new();
        byte[] part = new byte[16 << 10];
        while (await context.Request.Body.ReadAsync(part, context.RequestAborted).ConfigureAwait(false) is > 0 and int read)
        {
            if (body.Length + read > _options.MaxMessageBytes)
            {
                await RefuseAsync(context, StatusCodes.Status413PayloadTooLarge, $"a message has at most {_options.MaxMessageBytes} bytes")
                    .ConfigureAwait(false);
                return null;
            }
            body.Write(part, 0, read);
        }
        try
        {
            if (JsonSerializer.Deserialize(body.GetBuffer().AsSpan(0, (int)body.Length), s_message) is { } message) return message;
        }
        catch (JsonException)
        {
            // Told below: what a client sent is not repeated to it.
        }
        await HttpErrors.WriteAsync(context, StatusCodes.Status400BadRequest, McpErrorCode.ParseError, "The body is no JSON-RPC message.")
            .ConfigureAwait(false);
        return null;
    }

    private static void BeginEvents(HttpContext context)
    {
        context.Response.Headers.ContentType = Events;
        context.Response.Headers.CacheControl = "no-cache,no-store";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
    }

    private static bool Accepts(HttpContext context, string type) =>
        context.Request.GetTypedHeaders().Accept.Any(accepted => accepted.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase)
            || accepted.MatchesAllTypes || (accepted.MatchesAllSubTypes && type.StartsWith(accepted.Type.ToString() + "/", StringComparison.OrdinalIgnoreCase)));

    private Task RefuseAsync(HttpContext context, int status, string why)
    {
        McpLog.RequestRefused(_log, status, why);
        return HttpErrors.WriteAsync(context, status, McpErrorCode.InvalidRequest, why);
    }
}
