using System.CommandLine;
using System.CommandLine.Parsing;
using EdgeAgent.Mcp;

namespace EdgeAgent.Cli.Commands;

/// <summary>The options by which <c>run</c> and <c>chat</c> take tools of MCP servers, and the servers connected.</summary>
internal sealed class McpServersGroup
{
    private readonly Option<string[]> _servers = new("--mcp")
    {
        Description = "Tools of an MCP server: its command line in quotes, or its http(s) address. NAME= before it names its tools NAME_TOOL. Repeatable.",
        HelpName = "[NAME=]COMMAND|URL",
    };
    private readonly Option<bool> _trust = new("--mcp-trust")
    {
        Description = "Believe MCP servers which of their tools only read, and do not ask before those.",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        _servers.Validators.Add(result =>
        {
            foreach (Token text in result.Tokens)
                if (!McpServerSpec.TryParse(text.Value, out _, out string? error)) result.AddError(error);
        });
        command.Add(_servers);
        command.Add(_trust);
    }

    /// <summary>Connects the servers, in order; a failure ends those before it.</summary>
    /// <exception cref="McpToolException">One cannot be used.</exception>
    public async Task<IReadOnlyList<McpToolSource>> ConnectAsync(ParseResult parsed, CliHost host, CancellationToken stop)
    {
        List<McpToolSource> sources = [];
        try
        {
            foreach (string text in parsed.GetValue(_servers) ?? [])
                if (McpServerSpec.TryParse(text, out McpServerSpec? spec, out _))
                    sources.Add(await ConnectAsync(spec, parsed.GetValue(_trust), host, stop));
            return sources;
        }
        catch
        {
            foreach (McpToolSource source in sources) await source.DisposeAsync();
            throw;
        }
    }

    private static async Task<McpToolSource> ConnectAsync(McpServerSpec spec, bool trust, CliHost host, CancellationToken stop)
    {
        McpToolSourceOptions options = new()
        {
            Name = spec.Name,
            Prefix = spec.Name is null ? "" : $"{spec.Name}_",
            TrustAnnotations = trust,
            SkipUnusable = true, // told below
        };
        McpToolSource source = spec.Endpoint is { } endpoint
            ? await McpToolSource.ConnectAsync(endpoint, options, cancellationToken: stop)
            : await McpToolSource.StartAsync(spec.Process!, options, cancellationToken: stop);
        host.Error.WriteLine($"MCP server {source.Name}: {source.Tools.Count} tools.");
        foreach (McpToolNote note in source.Notes) host.Error.WriteLine($"MCP server {source.Name}, tool {note.Tool}: {note.Why}");
        return source;
    }
}
