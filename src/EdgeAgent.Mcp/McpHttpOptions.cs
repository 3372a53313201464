namespace EdgeAgent.Mcp;

/// <summary>What the HTTP door lets in.</summary>
/// <remarks>Immutable and thread-safe. A value outside its range is refused when it is set.</remarks>
public sealed record McpHttpOptions
{
    /// <summary>
    /// Web origins (<c>https://app.example</c>) whose pages may call, beside those of this machine. Default none: a page of the web must not
    /// reach the tools of whoever looks at it. Requests of programs carry no origin.
    /// </summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>Clients at a time, 1 to 10,000. Default 64; a further one ends the session that was idle longest, or is refused with 503 when
    /// none is idle.</summary>
    public int MaxSessions
    {
        get;
        init => field = value is >= 1 and <= 10_000 ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxSessions), value, "Allow 1 to 10,000 sessions.");
    } = 64;

    /// <summary>A session that nothing was asked of for so long ends. Default 30 minutes; 1 second to 1 day.</summary>
    public TimeSpan IdleTimeout
    {
        get;
        init => field = value >= TimeSpan.FromSeconds(1) && value <= TimeSpan.FromDays(1) ? value
            : throw new ArgumentOutOfRangeException(nameof(IdleTimeout), value, "Allow 1 second to 1 day.");
    } = TimeSpan.FromMinutes(30);

    /// <summary>Bytes of one message. Default 1 MiB: arguments are words, not files. 1 KiB to 64 MiB.</summary>
    public int MaxMessageBytes
    {
        get;
        init => field = value is >= 1 << 10 and <= 64 << 20 ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxMessageBytes), value, "Allow 1 KiB to 64 MiB.");
    } = 1 << 20;
}
