namespace EdgeAgent.Tokenizers.Pipeline;

/// <summary>Texts with a mark in them: a character that stands for something else.</summary>
internal static class Marks
{
    /// <summary>Copies a text with other bytes, no more than the mark's, in place of every mark; returns the length of the copy.</summary>
    public static int CopyReplacing(ReadOnlySpan<byte> text, ReadOnlySpan<byte> mark, ReadOnlySpan<byte> other, Span<byte> copy)
    {
        int written = 0;
        for (int at; (at = text.IndexOf(mark)) >= 0; text = text[(at + mark.Length)..])
        {
            text[..at].CopyTo(copy[written..]);
            other.CopyTo(copy[(written + at)..]);
            written += at + other.Length;
        }
        text.CopyTo(copy[written..]);
        return written + text.Length;
    }
}
