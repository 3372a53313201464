namespace EdgeAgent.Inference;

/// <summary>What one step of the decode loop added.</summary>
/// <remarks>Borrows the loop's memory: valid until its next step.</remarks>
public readonly ref struct DecodeStep
{
    internal DecodeStep(ReadOnlySpan<int> tokens, ReadOnlySpan<float> logProbabilities, FinishReason finish)
    {
        Tokens = tokens;
        LogProbabilities = logProbabilities;
        Finish = finish;
    }

    /// <summary>The new token ids in order: the decoded one, then those that the grammar forces after it; an end token is the last.</summary>
    public ReadOnlySpan<int> Tokens { get; }

    /// <summary>
    /// For each token the natural logarithm of its probability among the tokens that were allowed, as the model had it; NaN where no choice was
    /// left. Empty without <see cref="DecodeOptions.TellProbabilities"/>.
    /// </summary>
    public ReadOnlySpan<float> LogProbabilities { get; }

    /// <summary>Other than <see cref="FinishReason.None"/>: the answer ended with these tokens.</summary>
    public FinishReason Finish { get; }
}
