using EdgeAgent.Tokenizers.Offsets;

namespace EdgeAgent.Tokenizers.Bpe;

internal sealed partial class CharacterBpeModel
{
    public override void Locate(ReadOnlySpan<byte> piece, ReadOnlySpan<int> ids, Span<ByteRange> ranges)
    {
        byte[] text = piece.ToArray();
        int length = SpacesAreMarked ? SpaceMark.CopyAsSpaces(piece, text) : piece.Length;
        MergedRanges.Find(Vocabulary, Symbols(text.AsSpan(0, length)), ids, ranges);
        if (length == piece.Length) return;
        int[] places = SpaceMark.Places(piece, length);
        foreach (ref ByteRange range in ranges) range = new(places[range.Start], places[range.End]);
    }

    private List<Symbol> Symbols(ReadOnlySpan<byte> text)
    {
        var symbols = new List<Symbol>(text.Length);
        for (int start = 0, end; start < text.Length; start = end)
        {
            end = boundaries.EndOfPart(text, start);
            if (WholePieces is not null && WholePieces.TryGetId(text[start..end], out int whole)) symbols.Add(new(whole, new(start, end)));
            else AddSymbols(text[..end], start, symbols);
        }
        return symbols;
    }

    /// <summary>What <see cref="ToTokens"/> finds from <paramref name="start"/> to the end of the text, and where.</summary>
    private void AddSymbols(ReadOnlySpan<byte> text, int start, List<Symbol> symbols)
    {
        ByteRange? unknown = null;
        for (int i = start, length; i < text.Length; i += length)
        {
            int token = characters.Find(text, i, out length);
            if (token >= 0)
            {
                if (unknown is not null) symbols.Add(new(UnknownToken, unknown.Value));
                unknown = null;
                symbols.Add(new(token, new(i, i + length)));
            }
            else if (HaveTokens(text.Slice(i, length)))
            {
                for (int b = i; b < i + length; b++) symbols.Add(new(ByteTokens[text[b]], new(b, b + 1)));
            }
            else if (UnknownToken >= 0)
            {
                if (unknown is not null && !FuseUnknown) symbols.Add(new(UnknownToken, unknown.Value));
                unknown = new(unknown is not null && FuseUnknown ? unknown.Value.Start : i, i + length);
            }
        }
        if (unknown is not null) symbols.Add(new(UnknownToken, unknown.Value));
    }
}
