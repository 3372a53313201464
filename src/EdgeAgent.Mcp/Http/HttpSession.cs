using Microsoft.Extensions.Logging;
using ModelContextProtocol.Server;

namespace EdgeAgent.Mcp.Http;

/// <summary>One client's connection over many requests.</summary>
internal sealed class HttpSession : IAsyncDisposable
{
    private readonly McpServer _server;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;
    private int _disposed, _listening;

    public HttpSession(string id, McpToolServer tools, ILogger log)
    {
        Id = id;
        Transport = new StreamableHttpServerTransport(tools.LoggerFactory) { SessionId = id };
        _server = tools.CreateServer(Transport);
        _run = RunAsync(log);
    }

    public string Id { get; }

    public StreamableHttpServerTransport Transport { get; }

    /// <summary>Requests that are being answered; guarded by the sessions' lock.</summary>
    public int Requests { get; set; }

    /// <summary>When the last request ended; guarded by the sessions' lock.</summary>
    public long LastUsed { get; set; }

    /// <summary>True once: the SDK.s transport streams the server.s own messages to one request of a session.</summary>
    public bool TryListen() => Interlocked.Exchange(ref _listening, 1) == 0;

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await Transport.DisposeAsync().ConfigureAwait(false); // the server's loop ends by itself
        await _stop.CancelAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(false);
        await _server.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task RunAsync(ILogger log)
    {
        try
        {
            await _server.RunAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
#pragma warning disable CA1031 // One client's session must not take the others' server down.
        catch (Exception e)
#pragma warning restore CA1031
        {
            McpLog.SessionFailed(log, Id, e);
        }
    }
}
