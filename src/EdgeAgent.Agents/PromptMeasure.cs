namespace EdgeAgent.Agents;

/// <summary>The tokens of a prompt by part, and the room there is.</summary>
/// <param name="System">Tokens of the system messages.</param>
/// <param name="Tools">Tokens of the tools' declarations.</param>
/// <param name="History">Tokens of every other message, with what the chat template adds.</param>
/// <param name="Reply">Tokens kept free for the answer.</param>
/// <param name="ContextLength">Tokens the model can hold; null when nobody knows.</param>
/// <param name="IsEstimate">True when no tokenizer counted: a token was taken to be four characters.</param>
public sealed record PromptMeasure(int System, int Tools, int History, int Reply, int? ContextLength, bool IsEstimate)
{
    /// <summary>Tokens of the prompt and the kept reply together.</summary>
    public int Total => System + Tools + History + Reply;

    /// <summary>Tokens too many: 0 when it fits or when nobody knows the context length.</summary>
    public int Deficit => ContextLength is { } length ? Math.Max(0, Total - length) : 0;

    /// <summary>True when nothing is too long, as far as known.</summary>
    public bool Fits => Deficit == 0;
}
