namespace EdgeAgent.Inference;

/// <summary>What one step of the decode loop added.</summary>
/// <remarks>Borrows the loop's memory: valid until its next step.</remarks>
public readonly ref struct DecodeStep
{
    internal DecodeStep(ReadOnlySpan<int> tokens, FinishReason finish)
    {
        Tokens = tokens;
        Finish = finish;
    }

    /// <summary>The new token ids in order: the decoded one, then those that the grammar forces after it; an end token is the last.</summary>
    public ReadOnlySpan<int> Tokens { get; }

    /// <summary>Other than <see cref="FinishReason.None"/>: the answer ended with these tokens.</summary>
    public FinishReason Finish { get; }
}
