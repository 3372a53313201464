namespace EdgeAgent.Agents;

/// <summary>When an agent has too many tools for a prompt, and which of them a turn shows to the model then.</summary>
/// <remarks>
/// A tool list costs time at every token and fills a small context. So past <see cref="ShowAllUpTo"/> tools, or past
/// <see cref="MaxTokens"/>, a turn shows: tools that are <see cref="ToolOptions.Pinned"/> or named by the turn's tool mode, always; tools
/// called in the conversation, the last called first, up to <see cref="MaxTools"/>; then those most relevant to what the user says, up to
/// <see cref="MaxTools"/>. The last two within the token budget, the most relevant one in any case. What the user says is the last user
/// message, with the one before it when no tool was called between them (an answer to the model's question makes no sense alone).
/// The choice is made once a turn and reported by <see cref="ToolsSelected"/>; tools keep their order, so that similar prompts begin alike.
/// Immutable and thread-safe as far as the index is.
/// </remarks>
public sealed record ToolSelectionOptions
{
    /// <summary>Up to so many tools all are shown, 0 to 100,000. Default 16.</summary>
    public int ShowAllUpTo { get; init => field = InRange(value, 0, 100_000, nameof(ShowAllUpTo)); } = 16;

    /// <summary>Tools chosen for their relevance, 1 to 1,000. Default 8.</summary>
    public int MaxTools { get; init => field = InRange(value, 1, 1_000, nameof(MaxTools)); } = 8;

    /// <summary>Tokens of the tools shown, estimated at four characters a token, 1 to 10,000,000. Default 2,048: half of a small
    /// context.</summary>
    public int MaxTokens { get; init => field = InRange(value, 1, 10_000_000, nameof(MaxTokens)); } = 2_048;

    /// <summary>
    /// Makes the index of an agent's tools, once. Null, the default, takes a lexical one: BM25 over the words of names, descriptions,
    /// parameters with their enum values, and <see cref="ToolOptions.Examples"/>. It knows no synonyms and no translation: tools to be found
    /// in several languages need examples in these.
    /// </summary>
    public Func<IReadOnlyList<AgentTool>, IToolIndex>? Index { get; init; }

    private static int InRange(int value, int least, int most, string name) => value >= least && value <= most ? value
        : throw new ArgumentOutOfRangeException(name, value, $"Allow {least:N0} to {most:N0}.");
}
