using EdgeAgent.Tokenizers.PreTokenizers.Patterns;

namespace EdgeAgent.Tokenizers.PreTokenizers;

/// <summary>Hugging Face's pre-tokenizer <c>FixedLength</c>: pieces of so many characters each, the last one shorter.</summary>
internal sealed class FixedLengthSplitter(int characters) : Splitter
{
    public override int EndOfPiece(ReadOnlySpan<byte> text, int start)
    {
        for (int i = 0; i < characters && start < text.Length; i++)
        {
            Utf8Text.Decode(text, start, out int length);
            start += length;
        }
        return start;
    }
}
