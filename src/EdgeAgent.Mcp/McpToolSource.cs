using EdgeAgent.Agents;
using EdgeAgent.Mcp.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace EdgeAgent.Mcp;

/// <summary>A connected MCP server, and its tools as an agent takes them.</summary>
/// <remarks>
/// Thread-safe. Its tools call the server as long as the source is not disposed; disposing it ends the connection and a server that it
/// started, with its children. An agent is immutable: when <see cref="ToolsChanged"/> tells that the server has other tools now, make a new
/// agent from <see cref="Tools"/> and go on with the same conversation; tools of an old list still reach the server. What a server asks of
/// its client (sampling, elicitation, roots) is not offered and refused. Descriptions and results come from the server and enter the
/// prompt: connect only servers whose words your model may read.
/// </remarks>
public sealed class McpToolSource : IAsyncDisposable
{
    private readonly ServerConnection _server;
    private readonly McpToolSourceOptions _options;
    private readonly ILogger _log;
    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly CancellationTokenSource _disposed = new();
    private readonly List<IAsyncDisposable> _subscriptions = [];
    private volatile ToolSnapshot _snapshot = ToolSnapshot.Empty;

    private McpToolSource(ServerConnection server, McpToolSourceOptions options, ILogger log) =>
        (_server, _options, _log) = (server, options, log);

    /// <summary>The server's name: <see cref="McpToolSourceOptions.Name"/>, or what it calls itself.</summary>
    public string Name => _server.Name;

    /// <summary>How the server says it is used; null when it does not. Not given to the model unless you do.</summary>
    public string? Instructions => _server.Client.ServerInstructions;

    /// <summary>The server's tools, in its order, as last read; a list once given does not change.</summary>
    public IReadOnlyList<AgentTool> Tools => _snapshot.Tools;

    /// <summary>What was changed to take the tools over: names mapped, tools left out.</summary>
    public IReadOnlyList<McpToolNote> Notes => _snapshot.Notes;

    /// <summary>The server said that its tools changed, and <see cref="Tools"/> has the new ones. Raised on any thread.</summary>
    public event EventHandler? ToolsChanged;

    /// <summary>Starts a server and speaks with it over its standard input and output.</summary>
    /// <param name="process">What to start.</param>
    /// <param name="options">How its tools are taken over; null for the defaults, by which each call asks for approval.</param>
    /// <param name="loggerFactory">Where to log, the server's standard error among it; null logs nothing.</param>
    /// <param name="cancellationToken">Gives up and ends the server.</param>
    /// <exception cref="McpToolException">The server does not start, does not answer, or cannot be used.</exception>
    public static Task<McpToolSource> StartAsync(
        McpServerProcess process, McpToolSourceOptions? options = null, ILoggerFactory? loggerFactory = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(process);
        return ConnectAsync(Transports.Of(process, options, loggerFactory), process.ToString(), options, loggerFactory, cancellationToken);
    }

    /// <summary>Speaks with a server over HTTP (Streamable HTTP, or the older HTTP with SSE where the server has only that).</summary>
    /// <inheritdoc cref="StartAsync" path="/param|/exception"/>
    /// <param name="endpoint">The server's address, <c>http</c> or <c>https</c>.</param>
    /// <param name="options">How its tools are taken over.</param>
    /// <param name="loggerFactory">Where to log.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<McpToolSource> ConnectAsync(
        Uri endpoint, McpToolSourceOptions? options = null, ILoggerFactory? loggerFactory = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return ConnectAsync(Transports.Of(endpoint, options, loggerFactory), endpoint.ToString(), options, loggerFactory, cancellationToken);
    }

    /// <summary>Speaks with a server over any transport of the SDK: headers, OAuth, pipes.</summary>
    /// <inheritdoc cref="StartAsync" path="/param|/exception"/>
    /// <param name="transport">The way to the server.</param>
    /// <param name="options">How its tools are taken over.</param>
    /// <param name="loggerFactory">Where to log.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<McpToolSource> ConnectAsync(
        IClientTransport transport, McpToolSourceOptions? options = null, ILoggerFactory? loggerFactory = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transport);
        return ConnectAsync(transport, transport.Name, options, loggerFactory, cancellationToken);
    }

    /// <summary>The tools of several servers and of the program itself as one list for an agent.</summary>
    /// <param name="own">The program's own tools.</param>
    /// <param name="sources">The servers.</param>
    /// <exception cref="McpToolException">Two of them have a tool of one name; the message names both.</exception>
    public static IReadOnlyList<AgentTool> Combine(IEnumerable<AgentTool> own, params IEnumerable<McpToolSource> sources)
    {
        ArgumentNullException.ThrowIfNull(own);
        ArgumentNullException.ThrowIfNull(sources);
        Dictionary<string, string> owners = new(StringComparer.Ordinal);
        List<AgentTool> all = [];
        foreach ((string owner, AgentTool tool) in own.Select(tool => ("the program", tool))
            .Concat(sources.SelectMany(source => source.Tools.Select(tool => ($"server '{source.Name}'", tool)))))
        {
            if (!owners.TryAdd(tool.Name, owner)) throw ConnectErrors.Clash(tool.Name, owners[tool.Name], owner);
            all.Add(tool);
        }
        return all;
    }

    /// <summary>Reads the server's tools again: needed only for servers that do not tell when their tools change.</summary>
    /// <param name="cancellationToken">Gives up; the list stays as it was.</param>
    /// <returns>The tools, which are <see cref="Tools"/> from now on.</returns>
    /// <exception cref="McpToolException">The server does not answer, or its tools cannot be used; the list stays as it was.</exception>
    public async Task<IReadOnlyList<AgentTool>> RefreshAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _snapshot = await ToolSnapshot.ReadAsync(_server, _options, cancellationToken).ConfigureAwait(false);
            foreach (McpToolNote note in _snapshot.Notes) McpLog.ToolNoted(_log, Name, note.Tool, note.Why);
            return _snapshot.Tools;
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Ends the connection, and the server if this source started it. Calls that run fail.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed.IsCancellationRequested) return;
        await _disposed.CancelAsync().ConfigureAwait(false);
        foreach (IAsyncDisposable subscription in _subscriptions) await subscription.DisposeAsync().ConfigureAwait(false);
        await _server.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<McpToolSource> ConnectAsync(
        IClientTransport transport, string address, McpToolSourceOptions? options, ILoggerFactory? loggerFactory,
        CancellationToken cancellationToken)
    {
        options ??= new();
        ILogger log = loggerFactory?.CreateLogger<McpToolSource>() ?? (ILogger)NullLogger.Instance;
        ServerConnection server = await ServerConnection.OpenAsync(transport, address, options, loggerFactory, cancellationToken)
            .ConfigureAwait(false);
        McpToolSource source = new(server, options, log);
        try
        {
            // Subscribed before the first reading, so that no change falls between.
            source.Subscribe();
            await source.RefreshAsync(cancellationToken).ConfigureAwait(false);
            McpLog.Connected(log, source.Name, source.Tools.Count, server.Client.NegotiatedProtocolVersion);
            return source;
        }
        catch
        {
            await source.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private void Subscribe()
    {
        if (_server.Client.ServerCapabilities.Tools?.ListChanged != true) return;
        _subscriptions.Add(_server.Client.RegisterNotificationHandler(NotificationMethods.ToolListChangedNotification, (_, _) =>
        {
            // Not awaited: the answer to a request made here is read by the loop that this handler would hold up.
            _ = Task.Run(RereadAsync, CancellationToken.None);
            return default;
        }));
        if (_server.MustListen) _subscriptions.Add(ChangeListener.Start(_server.Client, _log, Name));
    }

    private async Task RereadAsync()
    {
        try
        {
            await RefreshAsync(_disposed.Token).ConfigureAwait(false);
            McpLog.ToolsChanged(_log, Name, Tools.Count);
            ToolsChanged?.Invoke(this, EventArgs.Empty);
        }
        catch (Exception e) when (e is McpToolException or OperationCanceledException or ObjectDisposedException)
        {
            if (!_disposed.IsCancellationRequested) McpLog.RereadFailed(_log, Name, e.Message);
        }
    }
}
