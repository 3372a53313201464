using System.Text;

namespace EdgeAgent.Tokenizers.Offsets;

/// <summary>From bytes of UTF-8 to chars of the string it was made from.</summary>
internal static class CharSpans
{
    /// <summary>The same ids with spans in chars.</summary>
    /// <param name="encoded">Spans in bytes.</param>
    /// <param name="text">The string.</param>
    /// <param name="bytes">How many bytes it became: three for a lone surrogate.</param>
    public static EncodedText Of(EncodedText encoded, ReadOnlySpan<char> text, int bytes)
    {
        if (bytes == text.Length) return encoded;   // each char became one byte
        int[] chars = CharsByByte(text, bytes);
        var spans = new TextSpan[encoded.Spans.Count];
        for (int i = 0; i < spans.Length; i++)
        {
            int start = chars[encoded.Spans[i].Start];
            spans[i] = new(start, chars[encoded.Spans[i].End] - start);
        }
        return new(encoded.Ids, spans);
    }

    private static int[] CharsByByte(ReadOnlySpan<char> text, int bytes)
    {
        var chars = new int[bytes + 1];
        int at = 0;
        for (int i = 0, length; i < text.Length; i += length)
        {
            Rune.DecodeFromUtf16(text[i..], out Rune rune, out length);   // what is no character is read as U+FFFD, as in the bytes
            chars.AsSpan(at, rune.Utf8SequenceLength).Fill(i);
            at += rune.Utf8SequenceLength;
        }
        chars[at] = text.Length;
        return chars;
    }
}
