namespace EdgeAgent.Tokenizers.Pipeline;

/// <summary>U+FDD0 in UTF-8: the mark in data that no added token may be found across.</summary>
internal static class DataMarks
{
    public static ReadOnlySpan<byte> Utf8 => [0xEF, 0xB7, 0x90];

    /// <summary>Copies a text without its marks; returns the length of the copy.</summary>
    public static int CopyWithout(ReadOnlySpan<byte> text, Span<byte> copy) => Marks.CopyReplacing(text, Utf8, default, copy);
}
