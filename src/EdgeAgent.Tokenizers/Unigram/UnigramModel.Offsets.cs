using EdgeAgent.Tokenizers.Bpe;
using EdgeAgent.Tokenizers.Offsets;

namespace EdgeAgent.Tokenizers.Unigram;

internal sealed partial class UnigramModel
{
    /// <summary>Byte tokens stand for all the unknown characters that they are a part of, as in Hugging Face's library.</summary>
    public override void Locate(ReadOnlySpan<byte> piece, ReadOnlySpan<int> ids, Span<ByteRange> ranges)
    {
        byte[] text = piece.ToArray();
        int length = SpacesAreMarked ? SpaceMark.CopyAsSpaces(piece, text) : piece.Length;
        int[]? places = length == piece.Length ? null : SpaceMark.Places(piece, length);
        int next = 0;
        for (int start = 0; start < length;)
        {
            int end = EndOfPart(text.AsSpan(0, length), start);
            foreach (ByteRange range in PartRanges(text.AsSpan(start, end - start)))
                ranges[next++] = new(Place(start + range.Start), Place(start + range.End));
            start = end;
        }

        int Place(int at) => places is null ? at : places[at];
    }

    private List<ByteRange> PartRanges(ReadOnlySpan<byte> part)
    {
        var ranges = new List<ByteRange>();
        var last = new int[part.Length + 1];
        FindPath(part, last, new double[RingSize(part.Length)]);
        Resolve(part, last, ranges);
        ranges.Reverse();
        return ranges;
    }
}
