using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents;

/// <summary>Limits and choices of one agent turn. Reaching a limit ends the turn with a <see cref="StopReason"/>, never an
/// exception.</summary>
/// <remarks>Immutable and thread-safe. A value outside its range is refused when it is set.</remarks>
public sealed record AgentTurnOptions
{
    /// <summary>Model calls in one turn, the first included, 1 to 64. Default 8: a small model that needs more is looping.</summary>
    /// <remarks>The tools that the last call asks for still run: with 1 a sentence becomes calls, and no answer is written.</remarks>
    public int MaxModelCalls { get; init => field = InRange(value, 1, 64, nameof(MaxModelCalls)); } = 8;

    /// <summary>Tool calls in one turn, failed ones included, 0 to 256. Default 16.</summary>
    public int MaxToolCalls { get; init => field = InRange(value, 0, 256, nameof(MaxToolCalls)); } = 16;

    /// <summary>Calls of one and the same tool in one turn, 1 to 256. Default 8: every lamp of a house, but no endless poll.</summary>
    public int MaxCallsPerTool { get; init => field = InRange(value, 1, 256, nameof(MaxCallsPerTool)); } = 8;

    /// <summary>How often one tool may be called with the same arguments in one turn, 1 to 256. Default 2: one repeat may be
    /// meant.</summary>
    public int MaxIdenticalCalls { get; init => field = InRange(value, 1, 256, nameof(MaxIdenticalCalls)); } = 2;

    /// <summary>
    /// Tokens that all model calls of the turn may write together, 1 to 1,000,000. Default 2,048: two screens of text. What is left
    /// goes to the client as <see cref="ChatOptions.MaxOutputTokens"/>. Counted by the client's usage, else as four characters a token.
    /// </summary>
    public int MaxOutputTokens { get; init => field = InRange(value, 1, 1_000_000, nameof(MaxOutputTokens)); } = 2_048;

    /// <summary>Wall time of the turn, approvals included, 1 ms to 1 day. Default 5 minutes: a slow device answers, a stuck one
    /// ends.</summary>
    public TimeSpan MaxDuration
    {
        get;
        init => field = value >= TimeSpan.FromMilliseconds(1) && value <= TimeSpan.FromDays(1) ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxDuration), value, "Allow 1 ms to 1 day for a turn.");
    } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Tokens kept free for the answer to each model call, where the context length is known, 1 to 1,000,000. Default 512: several
    /// calls, or a screen of text. An answer may become longer where the prompt leaves room.
    /// </summary>
    public int ReplyTokens { get; init => field = InRange(value, 1, 1_000_000, nameof(ReplyTokens)); } = 512;

    /// <summary>
    /// Turns at the end of the conversation, the running one included, that a prompt always holds, 1 to 1,000. Default 2: a short
    /// "and that one too" is understood. Older ones are left out when the context is full; see <see cref="ContextTrimmed"/>.
    /// </summary>
    public int MinTurnsKept { get; init => field = InRange(value, 1, 1_000, nameof(MinTurnsKept)); } = 2;

    /// <summary>
    /// Whether the model must, may or must not call tools; null, the default, leaves it to the client (auto). It holds for the first
    /// model call of the turn; later ones may answer freely, or a required call would never end.
    /// </summary>
    public ChatToolMode? ToolMode { get; init; }

    /// <summary>Names of the tools offered in this turn; null, the default, offers all.</summary>
    public IReadOnlyList<string>? AllowedTools { get; init; }

    /// <summary>This turn runs no handler; see <see cref="AgentOptions.DryRun"/>, which this cannot switch off. Default false.</summary>
    public bool DryRun { get; init; }

    private static int InRange(int value, int least, int most, string name) => value >= least && value <= most ? value
        : throw new ArgumentOutOfRangeException(name, value, $"Allow {least:N0} to {most:N0}.");
}
