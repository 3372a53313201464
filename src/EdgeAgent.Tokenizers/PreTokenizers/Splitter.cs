namespace EdgeAgent.Tokenizers.PreTokenizers;

/// <summary>Cuts a text into pieces: a pre-tokenizer.</summary>
/// <remarks>Immutable and thread-safe. A tokenizer runs its splitters one inside the other: each sees one piece of the one before as its
/// whole text.</remarks>
internal abstract class Splitter
{
    /// <summary>Where the piece ends that begins at <paramref name="start"/>.</summary>
    /// <param name="text">The whole text in UTF-8: its end is what <c>(?!\S)</c> looks at. Other bytes count as punctuation.</param>
    /// <param name="start">An offset within the text, not at its end.</param>
    /// <returns>An offset greater than <paramref name="start"/>; its complement where the piece is no part of the result.</returns>
    public abstract int EndOfPiece(ReadOnlySpan<byte> text, int start);

    /// <summary>The same for splitters whose work is not bounded by the text's length.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="start">An offset within it.</param>
    /// <param name="budget">How many steps all the splitting of a text may still take; what is taken is subtracted.</param>
    /// <exception cref="TokenizerException">EA3104: the budget is used up.</exception>
    public virtual int EndOfPiece(ReadOnlySpan<byte> text, int start, ref long budget) => EndOfPiece(text, start);
}
