using Microsoft.Extensions.AI;

namespace EdgeAgent;

/// <summary>A piece of a continuation as it comes.</summary>
/// <param name="Text">Whole characters; empty in the last update.</param>
public sealed record TextCompletionUpdate(string Text)
{
    /// <summary>Why it ended; null but in the last update.</summary>
    public ChatFinishReason? FinishReason { get; init; }

    /// <summary>Where time and tokens went; null but in the last update.</summary>
    public ModelCallTimings? Timings { get; init; }
}
