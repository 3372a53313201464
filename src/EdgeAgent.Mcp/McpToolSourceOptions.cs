using EdgeAgent.Agents;
using ModelContextProtocol.Protocol;

namespace EdgeAgent.Mcp;

/// <summary>How the tools of an MCP server are taken over.</summary>
/// <remarks>Immutable and thread-safe as far as the functions given are. A value outside its range is refused when it is set.</remarks>
public sealed record McpToolSourceOptions
{
    /// <summary>What errors, logs and notes call the server; null, the default, takes the name it gives itself.</summary>
    public string? Name { get; init; }

    /// <summary>Put before each tool's name, for instance <c>files_</c>, so that two servers may have tools of one name. Default
    /// none.</summary>
    public string Prefix
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Prefix));
    } = "";

    /// <summary>Which tools to take, by the server's own name of each; null, the default, takes all. A small model does better with
    /// few.</summary>
    public Func<string, bool>? Include { get; init; }

    /// <summary>
    /// Believe the server's annotations. Default false, and every call of every tool asks for approval: the protocol calls annotations hints
    /// of a server that may not be trusted. When true, a tool annotated as read-only does not ask, and one annotated as read-only or
    /// idempotent may be tried again.
    /// </summary>
    public bool TrustAnnotations { get; init; }

    /// <summary>The policy of each tool: gets the tool as the server declares it and the options it would have, returns those it shall have.
    /// Default: as it would have. A <see cref="ToolOptions.Name"/> set here is taken as it is.</summary>
    public Func<Tool, ToolOptions, ToolOptions>? Policy { get; init; }

    /// <summary>How long one call may take, unless <see cref="Policy"/> says otherwise. Default 30 seconds: foreign tools cross processes and
    /// networks. 1 ms to 1 hour.</summary>
    public TimeSpan CallTimeout
    {
        get;
        init => field = value >= TimeSpan.FromMilliseconds(1) && value <= TimeSpan.FromHours(1) ? value
            : throw new ArgumentOutOfRangeException(nameof(CallTimeout), value, "Allow 1 ms to 1 hour for a call.");
    } = TimeSpan.FromSeconds(30);

    /// <summary>How long starting the server, greeting it and reading its tools may take together. Default 30 seconds: a first start may
    /// download the server. 10 ms to 10 minutes.</summary>
    public TimeSpan ConnectTimeout
    {
        get;
        init => field = value >= TimeSpan.FromMilliseconds(10) && value <= TimeSpan.FromMinutes(10) ? value
            : throw new ArgumentOutOfRangeException(nameof(ConnectTimeout), value, "Allow 10 ms to 10 minutes to connect.");
    } = TimeSpan.FromSeconds(30);

    /// <summary>Tools that a server may have, over all pages of its list. Default 1,000. 1 to 100,000.</summary>
    public int MaxTools
    {
        get;
        init => field = value is >= 1 and <= 100_000 ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxTools), value, "Allow 1 to 100,000 tools.");
    } = 1_000;

    /// <summary>Leave out a tool whose schema cannot be read, and say so in <see cref="McpToolSource.Notes"/>. Default false: an error.</summary>
    public bool SkipUnusable { get; init; }

    /// <summary>Told what a server says of a running call; null, the default, does not ask for it. Called on any thread.</summary>
    public Action<McpProgress>? Progress { get; init; }
}
