namespace EdgeAgent.Agents;

/// <summary>What must be in the prompt does not fit into the model's context, not even with every tool result shortened.</summary>
/// <remarks>Thrown before the model is called; code EA6031. The conversation can be used further: a first model call that did not come
/// about leaves no trace of its turn, a later one keeps the results of the tools that ran.</remarks>
public sealed class ContextLengthExceededException : AgentException
{
    internal ContextLengthExceededException(PromptMeasure measure)
        : base("EA6031",
            $"The prompt takes {measure.Total:N0} tokens with the answer's, {measure.Deficit:N0} more than the {measure.ContextLength:N0} there are.",
            $"instructions {measure.System:N0}, tools {measure.Tools:N0}, last turns {measure.History:N0}, answer {measure.Reply:N0}",
            "Say less at once, shorten the instructions, offer fewer tools (AgentOptions.ToolSelection), lower AgentTurnOptions.ReplyTokens or"
            + " MinTurnsKept, or take a model with a longer context.") => Measure = measure;

    /// <summary>The tokens by part, of the shortest prompt that could be made.</summary>
    public PromptMeasure Measure { get; }
}
