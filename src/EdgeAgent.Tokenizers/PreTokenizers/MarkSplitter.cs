using EdgeAgent.Tokenizers.Bpe;

namespace EdgeAgent.Tokenizers.PreTokenizers;

/// <summary>Cuts before every U+2581: Metaspace with <c>split</c>.</summary>
internal sealed class MarkSplitter : Splitter
{
    public override int EndOfPiece(ReadOnlySpan<byte> text, int start)
    {
        int at = text[(start + 1)..].IndexOf(SpaceMark.Utf8);
        return at < 0 ? text.Length : start + 1 + at;
    }
}
