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

    /// <summary>
    /// Requests that this tool answers, as users say them, in every language they speak: by these, its name and its description it is
    /// found when an agent has too many tools for a prompt (<see cref="ToolSelectionOptions"/>). The model does not read them. Default none.
    /// </summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>The tool is in every prompt, however many there are to choose from. Default false.</summary>
    public bool Pinned { get; init; }

    /// <summary>What must happen before the handler may run. Default <see cref="ToolApproval.Never"/>; the stricter of this and what
    /// <see cref="AgentOptions.RiskPolicy"/> says of <see cref="Risk"/> holds.</summary>
    public ToolApproval Approval { get; init; }

    /// <summary>What a wrong call could do. Default <see cref="ToolRisk.Unspecified"/>.</summary>
    public ToolRisk Risk
    {
        get;
        init => field = Enum.IsDefined(value) ? value
            : throw new ArgumentOutOfRangeException(nameof(Risk), value, "Use a member of ToolRisk.");
    }

    /// <summary>
    /// Whether the call may run while neighbours of the same model answer run. Null, the default, allows it to
    /// <see cref="ToolRisk.ReadOnly"/> tools alone: of two that change something the order may matter, even where each could be repeated
    /// (<c>set_light(on)</c>, <c>set_light(off)</c>). A call that may not waits for those before it, and those after it wait for it.
    /// </summary>
    public bool? AllowParallel { get; init; }

    /// <summary>How long one run of the handler may take. Default 10 seconds: a person waits for the answer. 1 ms to 1 hour.</summary>
    public TimeSpan Timeout
    {
        get;
        init => field = value >= TimeSpan.FromMilliseconds(1) && value <= TimeSpan.FromHours(1) ? value
            : throw new ArgumentOutOfRangeException(nameof(Timeout), value, "Allow 1 ms to 1 hour for a run of the handler.");
    } = TimeSpan.FromSeconds(10);

    /// <summary>The handler may run twice without harm. Default false: a handler that failed is not run again. A
    /// <see cref="ToolRisk.ReadOnly"/> one is idempotent without saying so.</summary>
    public bool Idempotent { get; init; }

    /// <summary>Further runs of an idempotent handler that threw or timed out, 0 to 5. Default 2; of any other none.</summary>
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
    /// Calls that fail one after the other (the handler threw or timed out, retries included) before the circuit breaker opens, 0 to 1,000.
    /// Default 5; 0 never. While it is open calls are refused with <see cref="ToolFailure.CircuitOpen"/>: a broken device is left alone,
    /// and nobody waits for its time-outs. A <see cref="ToolException"/> is an answer, not such a failure.
    /// </summary>
    public int BreakAfterFailures
    {
        get;
        init => field = value is >= 0 and <= 1_000 ? value
            : throw new ArgumentOutOfRangeException(nameof(BreakAfterFailures), value, "Allow 1 to 1,000 failures, or 0 for no breaker.");
    } = 5;

    /// <summary>How long the breaker stays open; then one call goes through, and its outcome closes or opens it again. Default 30 s;
    /// 1 ms to 1 day.</summary>
    public TimeSpan BreakDuration
    {
        get;
        init => field = value >= TimeSpan.FromMilliseconds(1) && value <= TimeSpan.FromDays(1) ? value
            : throw new ArgumentOutOfRangeException(nameof(BreakDuration), value, "Let the breaker stay open 1 ms to 1 day.");
    } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Runs of the handler at one time, over all turns of an agent, 1 to 1,024. Default 8: more than one person's requests need, and a
    /// bound on handlers that were left behind, which count until they really end.
    /// </summary>
    public int MaxConcurrency
    {
        get;
        init => field = value is >= 1 and <= 1_024 ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxConcurrency), value, "Allow 1 to 1,024 runs at a time.");
    } = 8;

    /// <summary>How long a call waits for one of <see cref="MaxConcurrency"/> places before it is refused with
    /// <see cref="ToolFailure.Busy"/>. Default 5 s; 0 to 1 hour.</summary>
    public TimeSpan MaxConcurrencyWait
    {
        get;
        init => field = value >= TimeSpan.Zero && value <= TimeSpan.FromHours(1) ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxConcurrencyWait), value, "Let a call wait 0 to 1 hour.");
    } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Calls that may come at once, over all turns of an agent; each is regained in an equal part of <see cref="RatePeriod"/> (a token
    /// bucket). 0 to 10,000; default 0, no limit. Above it calls are refused with <see cref="ToolFailure.RateLimited"/>.
    /// </summary>
    public int RateLimit
    {
        get;
        init => field = value is >= 0 and <= 10_000 ? value
            : throw new ArgumentOutOfRangeException(nameof(RateLimit), value, "Allow 1 to 10,000 calls a period, or 0 for no limit.");
    }

    /// <summary>The time in which all of <see cref="RateLimit"/> is regained. Default 1 minute; 1 s to 1 day.</summary>
    public TimeSpan RatePeriod
    {
        get;
        init => field = value >= TimeSpan.FromSeconds(1) && value <= TimeSpan.FromDays(1) ? value
            : throw new ArgumentOutOfRangeException(nameof(RatePeriod), value, "Allow 1 s to 1 day for a period.");
    } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Answers in the place of a handler that failed for good, timed out or was kept back by breaker, places or rate: a last known value,
    /// another source. It gets the failure and the <see cref="Timeout"/>; what it returns is the result, and the event says for what
    /// (<see cref="ToolCallSucceeded.FallbackFor"/>). Not asked after a <see cref="ToolException"/>, a refusal or a cancellation. When it
    /// throws, the first failure stands. Default none.
    /// </summary>
    public Func<ToolCallFailed, CancellationToken, ValueTask<object?>>? Fallback { get; init; }

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

    /// <summary>The handler may be run again after a failure.</summary>
    internal bool MayRunAgain => MaxRetries > 0 && (Idempotent || Risk == ToolRisk.ReadOnly);

    /// <summary>The handler may run beside others of the same model answer.</summary>
    internal bool MayRunBeside => AllowParallel ?? Risk == ToolRisk.ReadOnly;

    /// <summary>The same with a fixed value as <see cref="Fallback"/>.</summary>
    /// <param name="value">What <see cref="SerializerOptions"/> can write.</param>
    public ToolOptions WithFallback(object? value) => this with { Fallback = (_, _) => ValueTask.FromResult(value) };
}
