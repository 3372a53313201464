using Microsoft.Extensions.Logging;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace EdgeAgent.Mcp.Client;

/// <summary>Keeps the request open on which a server of protocol 2026-07-28 or later tells that its tools changed.</summary>
internal sealed class ChangeListener : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _listening = Task.CompletedTask;

    private ChangeListener()
    {
    }

    public static ChangeListener Start(McpClient client, ILogger log, string server)
    {
        ChangeListener listener = new();
        listener._listening = Task.Run(() => ListenAsync(client, log, server, listener._stop.Token), CancellationToken.None);
        return listener;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _listening.ConfigureAwait(false);
        _stop.Dispose();
    }

    private static async Task ListenAsync(McpClient client, ILogger log, string server, CancellationToken stop)
    {
        try
        {
            await client.SendRequestAsync<SubscriptionsListenRequestParams, EmptyResult>(
                RequestMethods.SubscriptionsListen,
                new() { Notifications = new() { ToolsListChanged = true } }, cancellationToken: stop).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Not to hear of changes is no reason to lose the tools: RefreshAsync reads them too.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (!stop.IsCancellationRequested) McpLog.NotListening(log, server, e.Message);
        }
    }
}
