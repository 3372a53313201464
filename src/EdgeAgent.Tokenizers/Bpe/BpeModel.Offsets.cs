using EdgeAgent.Tokenizers.Offsets;

namespace EdgeAgent.Tokenizers.Bpe;

internal sealed partial class BpeModel
{
    public override void Locate(ReadOnlySpan<byte> piece, ReadOnlySpan<int> ids, Span<ByteRange> ranges)
    {
        if (IgnoreMerges && Bytes.TryGetId(piece, out _)) ranges[0] = new(0, piece.Length);
        else MergedRanges.Find(Vocabulary, Symbols(piece), ids, ranges);
    }

    private List<Symbol> Symbols(ReadOnlySpan<byte> word)
    {
        var symbols = new List<Symbol>(word.Length);
        bool afterUnknown = false;
        for (int i = 0; i < word.Length; i++)
        {
            int token = ByteTokens[word[i]];
            bool unknown = token < 0;
            if (!unknown) symbols.Add(new(token, new(i, i + 1)));
            else if (UnknownToken >= 0 && afterUnknown && FuseUnknown)
                symbols[^1] = symbols[^1] with { Range = new(symbols[^1].Range.Start, i + 1) };
            else if (UnknownToken >= 0) symbols.Add(new(UnknownToken, new(i, i + 1)));
            afterUnknown = unknown;
        }
        return symbols;
    }
}
