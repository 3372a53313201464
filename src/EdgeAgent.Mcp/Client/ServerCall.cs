using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace EdgeAgent.Mcp.Client;

/// <summary>One <c>tools/call</c> request. It ends when the server answers, when it is cancelled, and when the server is gone.</summary>
/// <remarks>
/// Two things are done here that the SDK (2.3.1) leaves out: its requests wait for ever when the connection ends before them, and its
/// notice of a cancellation is taken back before it is sent (the awaiting of the answer is cancelled first and disposes the registration
/// that would send it). For the second the request needs an id that is known here.
/// </remarks>
internal sealed class ServerCall(McpClient client, string tool)
{
    private static readonly JsonTypeInfo<ProgressNotificationParams> s_progress =
        (JsonTypeInfo<ProgressNotificationParams>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(ProgressNotificationParams));

    private readonly string _id = Guid.NewGuid().ToString("N");

    /// <exception cref="ClientTransportClosedException">The connection has ended.</exception>
    public async Task<CallToolResult> RunAsync(
        JsonElement arguments, Action<ProgressNotificationValue>? report, CancellationToken cancellationToken)
    {
        CallToolRequestParams request = new()
        {
            Name = tool,
            Arguments = arguments.EnumerateObject().ToDictionary(a => a.Name, a => a.Value),
        };
        if (report is null) return await SendAsync(request, cancellationToken).ConfigureAwait(false);
        request.Meta = new JsonObject { ["progressToken"] = _id };
        IAsyncDisposable listening = client.RegisterNotificationHandler(NotificationMethods.ProgressNotification, (notice, _) =>
        {
            if (notice.Params.Deserialize(s_progress) is { } said && said.ProgressToken.Token is string token && token == _id) report(said.Progress);
            return default;
        });
        await using (listening.ConfigureAwait(false)) return await SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private async Task<CallToolResult> SendAsync(CallToolRequestParams request, CancellationToken cancellationToken)
    {
        using CancellationTokenSource abandon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<CallToolResult> answer = client.SendRequestAsync<CallToolRequestParams, CallToolResult>(
            RequestMethods.ToolsCall, request, requestId: new RequestId(_id), cancellationToken: abandon.Token).AsTask();
        await Task.WhenAny(answer, client.Completion).ConfigureAwait(false);
        if (!answer.IsCompleted)
        {
            await abandon.CancelAsync().ConfigureAwait(false);
            await ((Task)answer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new ClientTransportClosedException(await client.Completion.ConfigureAwait(false));
        }
        try
        {
            return await answer.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _ = TellCancelledAsync(); // whoever cancelled does not wait for it
            throw;
        }
    }

    private async Task TellCancelledAsync()
    {
        try
        {
            await client.SendNotificationAsync(
                NotificationMethods.CancelledNotification, new CancelledNotificationParams { RequestId = new RequestId(_id) }).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A courtesy to a server that may be gone: whatever hinders it, the call is over.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}
