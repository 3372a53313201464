using System.IO.Pipelines;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace EdgeAgent.Mcp.Tests.Support;

/// <summary>A client's and a server's ends of one connection in memory.</summary>
internal sealed class Wire : IAsyncDisposable
{
    private readonly Pipe _toServer = new(), _toClient = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _serving = Task.CompletedTask;

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>What the server reads, and what it writes.</summary>
    public Stream ServerInput => _toServer.Reader.AsStream();

    public Stream ServerOutput => _toClient.Writer.AsStream();

    /// <summary>The client's way to the server.</summary>
    public IClientTransport Client => new StreamClientTransport(_toServer.Writer.AsStream(), _toClient.Reader.AsStream());

    /// <summary>A server of the SDK, for our client.</summary>
    public McpServer Serve(McpServerOptions options)
    {
        McpServer server = McpServer.Create(new StreamServerTransport(ServerInput, ServerOutput), options);
        _serving = server.RunAsync(_stop.Token);
        return server;
    }

    /// <summary>Our server, for a client of the SDK.</summary>
    public Wire Serve(McpToolServer server)
    {
        _serving = server.RunAsync(ServerInput, ServerOutput, _stop.Token);
        return this;
    }

    /// <summary>The server's end breaks off, as when its process dies.</summary>
    public void Cut()
    {
        _toClient.Writer.Complete();
        _toServer.Reader.Complete();
    }

    /// <summary>The client's end is closed; the server's connection must end by itself.</summary>
    public Task CloseAsync()
    {
        _toServer.Writer.Complete();
        return _serving.WaitAsync(TimeSpan.FromSeconds(10));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await CloseAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }
}
