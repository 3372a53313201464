using EdgeAgent.Tokenizers.Bpe;

namespace EdgeAgent.Tokenizers.Offsets;

/// <summary>Where merged tokens lie, found without merging once more.</summary>
/// <remarks>Merging joins the strings of tokens and drops none: a token covers as many of those that merging began with as it takes to
/// make up the length of its string.</remarks>
internal static class MergedRanges
{
    /// <summary>Finds the range of each token.</summary>
    /// <param name="vocabulary">The tokens' strings.</param>
    /// <param name="symbols">What merging began with.</param>
    /// <param name="ids">What it ended with.</param>
    /// <param name="ranges">As long as <paramref name="ids"/>.</param>
    public static void Find(TokenTable vocabulary, List<Symbol> symbols, ReadOnlySpan<int> ids, Span<ByteRange> ranges)
    {
        int next = 0;
        for (int i = 0; i < ids.Length; i++)
        {
            ByteRange range = symbols[next].Range;
            for (int missing = vocabulary[ids[i]].Length; missing > 0; next++)
            {
                missing -= vocabulary[symbols[next].Id].Length;
                range = range with { End = symbols[next].Range.End };
            }
            ranges[i] = range;
        }
    }
}
