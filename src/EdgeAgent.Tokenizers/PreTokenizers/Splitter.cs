namespace EdgeAgent.Tokenizers.PreTokenizers;

/// <summary>Cuts a text into pieces: a pre-tokenizer.</summary>
/// <remarks>Immutable and thread-safe. A tokenizer runs its splitters one inside the other: each sees one piece of the one before as its
/// whole text.</remarks>
internal abstract class Splitter
{
    /// <summary>Where the piece ends that begins at <paramref name="start"/>.</summary>
    /// <param name="text">The whole text in UTF-8: its end is what <c>(?!\S)</c> looks at. Other bytes count as punctuation.</param>
    /// <param name="start">An offset within the text, not at its end. Where the splitter is plain, what lies before it makes no
    /// difference.</param>
    /// <returns>An offset greater than <paramref name="start"/>; its complement where the piece is no part of the result.</returns>
    public abstract int EndOfPiece(ReadOnlySpan<byte> text, int start);

    /// <summary>The same for splitters whose work is not bounded by the text's length.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="start">An offset within it.</param>
    /// <param name="budget">How many steps all the splitting of a text may still take; what is taken is subtracted.</param>
    /// <exception cref="TokenizerException">EA3104: the budget is used up.</exception>
    public virtual int EndOfPiece(ReadOnlySpan<byte> text, int start, ref long budget) => EndOfPiece(text, start);

    /// <summary>Whether it drops no piece, and never looks at what lies before one.</summary>
    public virtual bool IsPlain => true;

    /// <summary>Where the pieces of a plain splitter end from <paramref name="start"/> on: the same, many at a time.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="start">An offset within the text, not at its end.</param>
    /// <param name="ends">Where they go; not empty.</param>
    /// <param name="budget">How many steps all the splitting of a text may still take; what is taken is subtracted.</param>
    /// <returns>How many there are: fewer than asked for only at the end of the text.</returns>
    public virtual int Split(ReadOnlySpan<byte> text, int start, Span<int> ends, ref long budget)
    {
        int count = 0;
        while (count < ends.Length && start < text.Length) ends[count++] = start = EndOfPiece(text, start, ref budget);
        return count;
    }
}
