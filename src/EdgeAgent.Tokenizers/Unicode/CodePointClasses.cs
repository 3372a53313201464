using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace EdgeAgent.Tokenizers.Unicode;

/// <summary>The class of every code point, and the walk over UTF-8 by code points.</summary>
/// <remarks>
/// The Rust library <c>tokenizers</c> 0.23 was asked about all 1,112,064 code points: its <c>\p{L}</c>, <c>\p{N}</c> and <c>\s</c>
/// (Oniguruma) are .NET 10's categories, both Unicode 16; its <c>Digits</c> knows 13 more (Rust's Unicode 17); its <c>\w</c> is letters,
/// marks, decimal and letter numbers, connectors, the two joiners and the circled and squared Latin letters. A test pins the sets, so that a
/// runtime with newer tables shows.
/// </remarks>
internal static class CodePointClasses
{
    // Planes 0 to 3 hold every letter, number and space; of those above only plane 14 has characters, tags and variation selectors.
    private const int TableSize = 0x40000;
    private static readonly CodePointClass[] s_table = BuildTable();

    /// <summary>The class of a code point.</summary>
    public static CodePointClass Of(int codePoint)
        => codePoint < TableSize ? s_table[codePoint] : Classify(codePoint);

    /// <summary>The class of the character that begins at <paramref name="at"/>, and its length in bytes; an ill-formed byte is one
    /// character of class Other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CodePointClass At(ReadOnlySpan<byte> utf8, int at, out int length)
    {
        byte first = utf8[at];
        if (first >= 0x80) return AtMultiByte(utf8, at, out length);
        length = 1;
        return s_table[first];
    }

    /// <summary>The class of the character that ends before <paramref name="end"/>, and its length in bytes.</summary>
    public static CodePointClass Before(ReadOnlySpan<byte> utf8, int end, out int length)
    {
        if (Rune.DecodeLastFromUtf8(utf8[..end], out Rune rune, out length) == System.Buffers.OperationStatus.Done) return Of(rune.Value);
        length = 1;
        return CodePointClass.Other;
    }

    private static CodePointClass AtMultiByte(ReadOnlySpan<byte> utf8, int at, out int length)
    {
        if (at <= utf8.Length - 3)
        {
            // The payload of a continuation byte; above 0x3F for other bytes.
            uint first = utf8[at], second = utf8[at + 1] ^ 0x80u, third = utf8[at + 2] ^ 0x80u;
            if (first is >= 0xC2 and < 0xE0 && second < 0x40)
            {
                length = 2;
                return s_table[((first & 0x1F) << 6) | second];
            }
            uint codePoint = ((first & 0x0F) << 12) | (second << 6) | third;
            if (first is >= 0xE0 and < 0xF0 && (second | third) < 0x40 && codePoint >= 0x800 && !char.IsSurrogate((char)codePoint))
            {
                length = 3;
                return s_table[codePoint];
            }
        }
        if (Rune.DecodeFromUtf8(utf8[at..], out Rune rune, out length) == System.Buffers.OperationStatus.Done) return Of(rune.Value);
        length = 1;
        return CodePointClass.Other;
    }

    private static CodePointClass[] BuildTable()
    {
        var table = new CodePointClass[TableSize];
        for (int c = 0; c < table.Length; c++) table[c] = Classify(c);
        return table;
    }

    private static CodePointClass Classify(int c) => CharUnicodeInfo.GetUnicodeCategory(c) switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => CodePointClass.Letter | CodePointClass.Word,
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber
            => CodePointClass.Number | CodePointClass.Digit | CodePointClass.Word,
        UnicodeCategory.OtherNumber => CodePointClass.Number | CodePointClass.Digit,
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.ConnectorPunctuation => CodePointClass.Word,
        _ when c is '\r' or '\n' => CodePointClass.Space | CodePointClass.LineBreak,
        _ when c < 0x10000 && char.IsWhiteSpace((char)c) => CodePointClass.Space,
        _ when c is 0x200C or 0x200D or (>= 0x24B6 and <= 0x24E9) or (>= 0x1F130 and <= 0x1F149)
            or (>= 0x1F150 and <= 0x1F169) or (>= 0x1F170 and <= 0x1F189) => CodePointClass.Word,
        _ when c is (>= 0x11DE0 and <= 0x11DE9) or (>= 0x16FF4 and <= 0x16FF6) => CodePointClass.Digit,   // Unicode 17
        _ => CodePointClass.Other,
    };
}
