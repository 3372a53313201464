using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Context;

/// <summary>What a model call is given.</summary>
/// <param name="Fitted">The messages and their count.</param>
/// <param name="Options">Tools, tool mode, room for the answer.</param>
/// <param name="Trimmed">What was left out; null for nothing.</param>
/// <param name="Selected">The tools, when they were chosen for this prompt; null when all are shown or were chosen before.</param>
internal sealed record PlannedPrompt(FittedPrompt Fitted, ChatOptions Options, ContextTrimmed? Trimmed, ToolsSelected? Selected)
{
    public List<ChatMessage> Messages => Fitted.Prompt.Messages;

    /// <summary>What to tell before the call.</summary>
    public IEnumerable<AgentEvent> Events => new AgentEvent?[] { Selected, Trimmed }.OfType<AgentEvent>();

    /// <summary>Refuses a prompt that the model cannot take.</summary>
    /// <exception cref="ContextLengthExceededException">It does not fit.</exception>
    public void ThrowIfTooLong()
    {
        if (Fitted.Measure is { Fits: false } measure) throw new ContextLengthExceededException(measure);
    }
}
