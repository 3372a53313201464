using Microsoft.Extensions.Logging;
using ModelContextProtocol.Client;

namespace EdgeAgent.Mcp.Client;

/// <summary>The SDK's client, connected in time or not at all.</summary>
internal sealed class ServerConnection(McpClient client, string name, string address) : IAsyncDisposable
{
    /// <summary>From this revision on a server tells of changes only on a request that the client keeps open.</summary>
    private const string FirstWithSubscriptions = "2026-07-28";

    public McpClient Client => client;

    /// <summary>What messages call the server.</summary>
    public string Name => name;

    /// <summary>Where the server is, for messages.</summary>
    public string Where => $"server '{name}' ({address})";

    public bool MustListen => string.CompareOrdinal(client.NegotiatedProtocolVersion, FirstWithSubscriptions) >= 0;

    public static async Task<ServerConnection> OpenAsync(
        IClientTransport transport, string address, McpToolSourceOptions options, ILoggerFactory? loggerFactory, CancellationToken cancellationToken)
    {
        string where = options.Name is { } name ? $"server '{name}' ({address})" : $"server {address}";
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(options.ConnectTimeout);
        McpClientOptions client = new()
        {
            ClientInfo = new() { Name = "EdgeAgent", Version = ProductVersion.Text },
            InitializationTimeout = options.ConnectTimeout,
        };
        try
        {
            McpClient connected = await McpClient.CreateAsync(transport, client, loggerFactory, deadline.Token).ConfigureAwait(false);
            return new(connected, options.Name ?? (connected.ServerInfo?.Name is { Length: > 0 } own ? own : address), address);
        }
#pragma warning disable CA1031 // Whatever a foreign server provokes in the SDK becomes the one exception of this part.
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            throw ConnectErrors.NotConnected(e, where, options.ConnectTimeout);
        }
    }

    public ValueTask DisposeAsync() => client.DisposeAsync();
}
