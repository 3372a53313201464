namespace EdgeAgent.Tokenizers.PreTokenizers;

/// <summary>Cuts a text into pieces without losing any of it: a pre-tokenizer whose matches and gaps both become pieces
/// ("Isolated").</summary>
/// <remarks>Immutable and thread-safe. A tokenizer runs its splitters one inside the other: each sees one piece of the one before as its
/// whole text.</remarks>
internal abstract class Splitter
{
    /// <summary>Where the piece ends that begins at <paramref name="start"/>.</summary>
    /// <param name="text">The whole text in UTF-8: its end is what <c>(?!\S)</c> looks at. Other bytes count as punctuation.</param>
    /// <param name="start">An offset within the text, not at its end. What lies before it must not make a difference.</param>
    /// <returns>An offset greater than <paramref name="start"/>.</returns>
    public abstract int EndOfPiece(ReadOnlySpan<byte> text, int start);

    /// <summary>Where the pieces end from <paramref name="start"/> on: the same, many at a time.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="start">An offset within the text, not at its end.</param>
    /// <param name="ends">Where they go; not empty.</param>
    /// <returns>How many there are: fewer than asked for only at the end of the text.</returns>
    public virtual int Split(ReadOnlySpan<byte> text, int start, Span<int> ends)
    {
        int count = 0;
        while (count < ends.Length && start < text.Length) ends[count++] = start = EndOfPiece(text, start);
        return count;
    }
}
