namespace EdgeAgent.Inference;

/// <summary>Why a decode loop ended.</summary>
public enum FinishReason
{
    /// <summary>It has not ended.</summary>
    None,

    /// <summary>An end token was decoded.</summary>
    EndToken,

    /// <summary><see cref="DecodeOptions.MaxTokens"/> was reached; a constrained answer may be incomplete.</summary>
    MaxTokens,

    /// <summary>The context is full; a constrained answer may be incomplete.</summary>
    ContextFull,
}
