using System.Buffers;
using EdgeAgent.Tokenizers.Unicode;

namespace EdgeAgent.Tokenizers.PreTokenizers;

/// <summary>Hugging Face's pre-tokenizer <c>Digits</c>: numeric characters apart from the rest, each alone or a run at a time.</summary>
internal sealed class DigitsSplitter(bool individualDigits) : Splitter
{
    // Bytes that are, or may begin, a numeric character.
    private static readonly SearchValues<byte> s_perhapsDigits
        = SearchValues.Create([.. "0123456789"u8, .. Enumerable.Range(0x80, 0x80).Select(static b => (byte)b)]);

    public override int EndOfPiece(ReadOnlySpan<byte> text, int start)
    {
        bool digit = (CodePointClasses.At(text, start, out int length) & CodePointClass.Digit) != 0;
        int end = start + length;
        if (!digit) return EndOfOthers(text, end);
        if (individualDigits) return end;
        while (end < text.Length && (CodePointClasses.At(text, end, out length) & CodePointClass.Digit) != 0) end += length;
        return end;
    }

    private static int EndOfOthers(ReadOnlySpan<byte> text, int end)
    {
        while (true)
        {
            int skip = text[end..].IndexOfAny(s_perhapsDigits);
            if (skip < 0) return text.Length;
            end += skip;
            if ((CodePointClasses.At(text, end, out int length) & CodePointClass.Digit) != 0) return end;
            end += length;
        }
    }
}
