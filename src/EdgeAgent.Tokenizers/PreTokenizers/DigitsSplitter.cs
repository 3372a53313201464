using EdgeAgent.Tokenizers.Unicode;

namespace EdgeAgent.Tokenizers.PreTokenizers;

/// <summary>Hugging Face's pre-tokenizer <c>Digits</c>: numeric characters apart from the rest, each alone or a run at a time.</summary>
internal sealed class DigitsSplitter(bool individualDigits) : Splitter
{
    public override int EndOfPiece(ReadOnlySpan<byte> text, int start)
    {
        bool digit = (CodePointClasses.At(text, start, out int length) & CodePointClass.Digit) != 0;
        int end = start + length;
        if (digit && individualDigits) return end;
        while (end < text.Length && (CodePointClasses.At(text, end, out length) & CodePointClass.Digit) != 0 == digit) end += length;
        return end;
    }
}
