namespace EdgeAgent.Tokenizers.PreTokenizers;

/// <summary>A splitter to which letters with at most one space before them are a piece whatever follows.</summary>
internal abstract class WordSplitter : Splitter
{
    public sealed override int Split(ReadOnlySpan<byte> text, int start, Span<int> ends, ref long budget)
    {
        int count = 0;
        while (count < ends.Length && start < text.Length)
        {
            // Three words of four: letters, mostly with a space before them.
            int at = start + (text[start] == ' ' ? 1 : 0);
            start = at < text.Length && Runs.IsAsciiLetter(text[at]) ? Runs.EndOfLetters(text, at + 1) : EndOfPiece(text, start);
            ends[count++] = start;
        }
        return count;
    }
}
