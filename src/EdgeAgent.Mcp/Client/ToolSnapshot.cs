using System.Text.Json;
using EdgeAgent.Agents;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace EdgeAgent.Mcp.Client;

/// <summary>A server's tools at one time, taken over for an agent.</summary>
internal sealed record ToolSnapshot(IReadOnlyList<AgentTool> Tools, IReadOnlyList<McpToolNote> Notes)
{
    public static ToolSnapshot Empty { get; } = new([], []);

    /// <summary>Reads every page of the server's list.</summary>
    public static async Task<ToolSnapshot> ReadAsync(ServerConnection server, McpToolSourceOptions options, CancellationToken cancellationToken)
    {
        List<Tool> listed = await ListAsync(server, options, cancellationToken).ConfigureAwait(false);
        List<McpToolNote> notes = [];
        List<AgentTool> tools = [];
        ForeignNames names = new(options.Prefix, notes);
        foreach (Tool tool in listed.Where(tool => options.Include?.Invoke(tool.Name) != false))
        {
            try
            {
                tools.Add(ForeignTool.Create(server, tool, names.Take(tool.Name), options));
            }
            catch (AgentException e)
            {
                if (!options.SkipUnusable) throw ConnectErrors.Unusable(tool.Name, e.What, $"{server.Where}, {e.Where}", e);
                notes.Add(new(tool.Name, null, $"Left out: {ConnectErrors.Shorten(e.What)}"));
            }
        }
        return new(tools, notes);
    }

    private static async Task<List<Tool>> ListAsync(ServerConnection server, McpToolSourceOptions options, CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(options.ConnectTimeout);
        List<Tool> tools = [];
        if (server.Client.ServerCapabilities.Tools is null) return tools;
        ListToolsRequestParams page = new();
        try
        {
            // Page by page, not the SDK's whole list: a server may hand out cursors for ever.
            do
            {
                ListToolsResult listed = await server.Client.ListToolsAsync(page, deadline.Token).ConfigureAwait(false);
                tools.AddRange(listed.Tools);
                if (tools.Count > options.MaxTools) throw ConnectErrors.TooMany(options.MaxTools, server.Where);
                page = new() { Cursor = listed.NextCursor };
            }
            while (page.Cursor is not null);
            MakeKnown(server.Client, tools);
            return tools;
        }
        catch (Exception e) when (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw ConnectErrors.NotConnected(e, server.Where, options.ConnectTimeout);
        }
        catch (Exception e) when (e is McpException or JsonException or ArgumentException)
        {
            throw ConnectErrors.Unreadable(e, server.Where);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or ObjectDisposedException)
        {
            throw ConnectErrors.NotConnected(e, server.Where, options.ConnectTimeout);
        }
    }

    /// <summary>Over HTTP some parameters travel in headers too (x-mcp-header); the SDK takes which from the tools it knows.</summary>
    private static void MakeKnown(McpClient client, List<Tool> tools)
    {
        client.ClearKnownTools();
        client.AddKnownTools(tools);
    }
}
