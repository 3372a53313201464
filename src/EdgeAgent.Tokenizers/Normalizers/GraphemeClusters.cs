namespace EdgeAgent.Tokenizers.Normalizers;

/// <summary>What .NET's grapheme clusters, those of Unicode 16, lack beside those of Hugging Face's library, of Unicode 17.</summary>
/// <remarks>The library was asked about every code point behind a letter: these alone extend the letter's cluster there and not here.</remarks>
internal static class GraphemeClusters
{
    private const char Extend = '\u0300';                // of one char
    private const string LongExtend = "\U000E0100";      // of two

    /// <summary>The text with known marks in place of newer ones, of the same length in chars.</summary>
    public static ReadOnlySpan<char> WithKnownMarks(string text)
    {
        // All of the longer ones begin with one of these.
        if (!text.AsSpan().ContainsAnyInRange('\u1ACF', '\u1AEB') && !text.AsSpan().ContainsAny('\uD803', '\uD806', '\uD839')) return text;
        char[] chars = text.ToCharArray();
        for (int i = 0; i < chars.Length; i++)
        {
            if (chars[i] is (>= '\u1ACF' and <= '\u1ADD') or (>= '\u1AE0' and <= '\u1AEB')) chars[i] = Extend;
            else if (i + 1 < chars.Length && char.IsSurrogatePair(chars[i], chars[i + 1]) && IsNew(char.ConvertToUtf32(chars[i], chars[i + 1])))
                (chars[i], chars[i + 1]) = (LongExtend[0], LongExtend[1]);
        }
        return chars;
    }

    private static bool IsNew(int c)
        => c is 0x10EFA or 0x10EFB or (>= 0x11B60 and <= 0x11B67) or 0x1E6E3 or 0x1E6E6 or 0x1E6EE or 0x1E6EF or 0x1E6F5;
}
