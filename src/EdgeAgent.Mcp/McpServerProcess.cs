namespace EdgeAgent.Mcp;

/// <summary>How an MCP server that speaks over its standard input and output is started.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed record McpServerProcess
{
    /// <summary>Describes the process.</summary>
    /// <param name="command">A program's path, or its name on the PATH. No shell reads it, except on Windows, where <c>cmd.exe /c</c> starts
    /// scripts such as npx.</param>
    /// <param name="arguments">Its arguments, one by one.</param>
    public McpServerProcess(string command, params IEnumerable<string> arguments)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(command);
        ArgumentNullException.ThrowIfNull(arguments);
        (Command, Arguments) = (command, [.. arguments]);
    }

    /// <summary>The program.</summary>
    public string Command { get; }

    /// <summary>Its arguments.</summary>
    public IReadOnlyList<string> Arguments { get; }

    /// <summary>Where it runs; null, the default, is where this program runs.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>
    /// Environment variables to give it. Default none beside what any program needs (PATH, HOME, TEMP and the like): keys and tokens of this
    /// program are not for a foreign one.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Give it the whole environment of this program. Default false.</summary>
    public bool InheritEnvironment { get; init; }

    /// <summary>How long it may take to end by itself once its input is closed; then it is killed with its children. Default 2
    /// seconds.</summary>
    public TimeSpan ShutdownTimeout
    {
        get;
        init => field = value >= TimeSpan.Zero && value <= TimeSpan.FromMinutes(1) ? value
            : throw new ArgumentOutOfRangeException(nameof(ShutdownTimeout), value, "Allow 0 to 1 minute.");
    } = TimeSpan.FromSeconds(2);

    /// <summary>The command line as a person reads it.</summary>
    public override string ToString() => string.Join(' ', Arguments.Prepend(Command));
}
