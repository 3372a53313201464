using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Context;

/// <summary>The messages of a model call as short as they had to be.</summary>
/// <param name="Prompt">The messages, and what is not among them.</param>
/// <param name="Measure">Its tokens; null when nobody counted. It may not fit: then nothing more could be left out.</param>
/// <param name="Cut">How it was cut, for the next call to go on from.</param>
internal sealed record FittedPrompt(CutPrompt Prompt, PromptMeasure? Measure, ContextCut Cut)
{
    /// <summary>What to report; null when the model reads everything.</summary>
    public ContextTrimmed? Report(IReadOnlyList<ChatMessage> conversation) => Prompt is { Dropped: [], Shortened: [] } ? null
        : new(ConversationTurns.Starts(conversation).Count(s => s < Cut.FirstKept), Prompt.Dropped, Prompt.Shortened, Measure!);
}
