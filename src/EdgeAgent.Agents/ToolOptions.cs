using System.Text.Json;

namespace EdgeAgent.Agents;

/// <summary>How one tool is shown to the model and under which policy its handler runs.</summary>
/// <remarks>Immutable and thread-safe. A value outside its range is refused when it is set.</remarks>
public sealed record ToolOptions
{
    /// <summary>Every default.</summary>
    public static ToolOptions Default { get; } = new();

    /// <summary>The name for the model; null, the default, takes the method's or function's own.</summary>
    public string? Name { get; init; }

    /// <summary>What the tool does, for the model; null, the default, takes the method's or function's own.</summary>
    public string? Description { get; init; }

    /// <summary>What must happen before the handler may run. Default <see cref="ToolApproval.Never"/>.</summary>
    public ToolApproval Approval { get; init; }

    /// <summary>How long one run of the handler may take. Default 10 seconds: a person waits for the answer. 1 ms to 1 hour.</summary>
    public TimeSpan Timeout
    {
        get;
        init => field = value >= TimeSpan.FromMilliseconds(1) && value <= TimeSpan.FromHours(1) ? value
            : throw new ArgumentOutOfRangeException(nameof(Timeout), value, "Allow 1 ms to 1 hour for a run of the handler.");
    } = TimeSpan.FromSeconds(10);

    /// <summary>The handler may run twice without harm. Default false: a handler that failed is not run again.</summary>
    public bool Idempotent { get; init; }

    /// <summary>Further runs of an idempotent handler that threw or timed out, 0 to 5. Default 2; without <see cref="Idempotent"/>
    /// none.</summary>
    public int MaxRetries
    {
        get;
        init => field = value is >= 0 and <= 5 ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxRetries), value, "Allow 0 to 5 further runs.");
    } = 2;

    /// <summary>Pause before the first further run; each next one waits twice as long. Default 100 ms; 0 to 1 minute.</summary>
    public TimeSpan RetryDelay
    {
        get;
        init => field = value >= TimeSpan.Zero && value <= TimeSpan.FromMinutes(1) ? value
            : throw new ArgumentOutOfRangeException(nameof(RetryDelay), value, "Allow 0 to 1 minute between runs.");
    } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Characters of a result's JSON that the model reads; a longer one is cut and says so. Default 8,000, about 2,000 tokens: more
    /// would fill a small context. 64 to 10,000,000. Events carry the whole result.
    /// </summary>
    public int MaxResultLength
    {
        get;
        init => field = value is >= 64 and <= 10_000_000 ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxResultLength), value, "Allow 64 to 10,000,000 characters.");
    } = 8_000;

    /// <summary>The model reads the message of any exception of the handler. Default false: only that of a
    /// <see cref="ToolException"/>.</summary>
    public bool ExposeExceptionMessage { get; init; }

    /// <summary>How the tool's free string arguments are bound to what was said. Null, the default, takes what
    /// <see cref="AgentOptions.Grounding"/> says; a <see cref="GroundingAttribute"/> on the method or a parameter comes first.</summary>
    public ArgumentGrounding? Grounding { get; init; }

    /// <summary>
    /// How arguments and results are read and written, and how the schema names properties and enum members. Default: those of
    /// Microsoft.Extensions.AI, with enum members in snake_case (<c>WarmWhite</c> is <c>"warm_white"</c>).
    /// </summary>
    public JsonSerializerOptions? SerializerOptions { get; init; }
}
