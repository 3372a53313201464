using EdgeAgent.Tokenizers.Pipeline;

namespace EdgeAgent.Tokenizers.Bpe;

/// <summary>U+2581, which stands for a space in SentencePiece vocabularies, in UTF-8.</summary>
internal static class SpaceMark
{
    public const string Text = "\u2581";

    public static ReadOnlySpan<byte> Utf8 => [0xE2, 0x96, 0x81];

    /// <summary>Copies a text with spaces for its marks; returns the length of the copy.</summary>
    public static int CopyAsSpaces(ReadOnlySpan<byte> text, Span<byte> copy) => Marks.CopyReplacing(text, Utf8, " "u8, copy);

    /// <summary>Copies a text with marks for its spaces, three times its length at most; returns the length of the copy.</summary>
    public static int CopyAsMarks(ReadOnlySpan<byte> text, Span<byte> copy)
    {
        int written = 0;
        for (int space; (space = text.IndexOf((byte)' ')) >= 0; text = text[(space + 1)..])
        {
            text[..space].CopyTo(copy[written..]);
            Utf8.CopyTo(copy[(written + space)..]);
            written += space + Utf8.Length;
        }
        text.CopyTo(copy[written..]);
        return written + text.Length;
    }

    /// <summary>By offset in a copy with spaces for marks, its end included: the offset in the text with marks.</summary>
    public static int[] Places(ReadOnlySpan<byte> text, int lengthOfCopy)
    {
        var places = new int[lengthOfCopy + 1];
        for (int i = 0, at = 0; i < lengthOfCopy; i++)
        {
            at += text[at..].StartsWith(Utf8) ? Utf8.Length : 1;
            places[i + 1] = at;
        }
        return places;
    }
}
