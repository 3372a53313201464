namespace EdgeAgent.Tokenizers.Pipeline;

/// <summary>U+FDD0 in UTF-8: the mark in data that no added token may be found across.</summary>
internal static class DataMarks
{
    public static ReadOnlySpan<byte> Utf8 => [0xEF, 0xB7, 0x90];

    /// <summary>Copies a text without its marks; returns the length of the copy.</summary>
    public static int CopyWithout(ReadOnlySpan<byte> text, Span<byte> copy)
    {
        int written = 0;
        while (text.Length > 0)
        {
            int mark = text.IndexOf(Utf8);
            int keep = mark < 0 ? text.Length : mark;
            text[..keep].CopyTo(copy[written..]);
            written += keep;
            text = mark < 0 ? default : text[(mark + Utf8.Length)..];
        }
        return written;
    }
}
