using EdgeAgent.Agents;
using EdgeAgent.Mcp.Serving;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace EdgeAgent.Mcp;

/// <summary>Offers tools to MCP clients: the same tools an agent takes, under the same rules.</summary>
/// <remarks>
/// Immutable and thread-safe: one serves many connections, each call of each on its own. A call passes validation, approval and the tool's
/// policy before and while its handler runs; what fails is the call's error text, never the connection's end. It is not disposed: a
/// connection ends with its streams or its token.
/// </remarks>
public sealed class McpToolServer
{
    /// <summary>Time that running calls get to end once the client has closed its side: a script may send its calls and close.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(5);

    private readonly ToolHandlers _handlers;
    private readonly McpToolServerOptions _options;

    /// <summary>Makes a server.</summary>
    /// <param name="tools">What to offer; each name once. None may be, for a server that only tells its name.</param>
    /// <param name="options">Name, approval, annotations; null for the defaults.</param>
    /// <param name="loggerFactory">Where to log, never to standard output; contents of arguments and results only at Trace. Null logs
    /// nothing.</param>
    /// <exception cref="AgentException">Two tools have one name.</exception>
    public McpToolServer(IEnumerable<AgentTool> tools, McpToolServerOptions? options = null, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(tools);
        _options = options ?? new();
        _handlers = new(new ToolDispatcher(tools, _options.Policy, loggerFactory), _options);
        LoggerFactory = loggerFactory;
    }

    /// <summary>The tools offered.</summary>
    public IReadOnlyList<AgentTool> Tools => _handlers.Tools;

    internal ILoggerFactory? LoggerFactory { get; }

    internal TimeProvider TimeProvider => _options.Policy.TimeProvider;

    /// <summary>Serves the program that started this one, over standard input and output, until it closes them.</summary>
    /// <remarks>Nothing else may write to standard output meanwhile: send logs and <see cref="Console.Out"/> elsewhere.</remarks>
    /// <param name="cancellationToken">Ends the connection.</param>
    public async Task RunStdioAsync(CancellationToken cancellationToken = default)
    {
        Stream input = Console.OpenStandardInput(), output = Console.OpenStandardOutput();
        await using (input.ConfigureAwait(false))
        await using (output.ConfigureAwait(false))
            await RunAsync(input, output, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Serves one client over two streams, until the input ends; calls that run then have 5 seconds to answer and are cancelled
    /// after.</summary>
    /// <param name="input">What the client says: JSON-RPC messages, one a line.</param>
    /// <param name="output">What it reads.</param>
    /// <param name="cancellationToken">Ends the connection.</param>
    public async Task RunAsync(Stream input, Stream output, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        TaskCompletionSource<AnsweringTransport> made = new(TaskCreationOptions.RunContinuationsAsynchronously);
        InputStream closing = new(input, () => AnswerAsync(made.Task, stop)); // reading begins before there is a transport to ask
        AnsweringTransport transport = new(new StreamServerTransport(closing, output, _options.Name, LoggerFactory));
        made.SetResult(transport);
        await using (transport.ConfigureAwait(false))
        {
            McpServer server = CreateServer(transport);
            await using (server.ConfigureAwait(false)) await server.RunAsync(stop.Token).ConfigureAwait(false);
        }
    }

    /// <summary>The client will say nothing more: what it asked for is answered, and what takes too long is cancelled.</summary>
    private async Task AnswerAsync(Task<AnsweringTransport> transport, CancellationTokenSource stop)
    {
        try
        {
            using CancellationTokenSource late = new(s_grace, _options.Policy.TimeProvider);
            using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stop.Token);
            await (await transport.ConfigureAwait(false)).DrainAsync(end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await stop.CancelAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // The connection ended by its token while its last input was read.
        }
    }

    /// <summary>The SDK's server for one connection.</summary>
    internal McpServer CreateServer(ITransport transport) => McpServer.Create(transport, _handlers.ServerOptions(), LoggerFactory);
}
