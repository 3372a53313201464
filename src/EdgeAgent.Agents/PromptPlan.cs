namespace EdgeAgent.Agents;

/// <summary>What the next model call of a conversation would be: said before it, without running a model.</summary>
/// <remarks>Immutable as far as the messages in it are left alone.</remarks>
/// <param name="Whole">The tokens by part when nothing of the conversation is left out.</param>
/// <param name="Sent">The tokens by part of what would be sent. When even that does not fit, the turn would end in a
/// <see cref="ContextLengthExceededException"/>.</param>
/// <param name="Trimmed">What would be left out; null for nothing.</param>
/// <param name="Tools">The tools that would be shown; null for all.</param>
public sealed record PromptPlan(PromptMeasure Whole, PromptMeasure Sent, ContextTrimmed? Trimmed, ToolsSelected? Tools)
{
    /// <summary>True when the call can be made, as far as known.</summary>
    public bool Fits => Sent.Fits;

    /// <summary>Tokens too many in what would be sent; 0 when it fits.</summary>
    public int Deficit => Sent.Deficit;
}
