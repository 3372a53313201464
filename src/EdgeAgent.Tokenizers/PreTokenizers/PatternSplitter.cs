using EdgeAgent.Tokenizers.PreTokenizers.Patterns;

namespace EdgeAgent.Tokenizers.PreTokenizers;

/// <summary>Cuts a text at the matches of a rule: Hugging Face's <c>Split</c>, and the pre-tokenizers that are one in all but name.</summary>
/// <remarks>
/// As in that library an empty match directly behind another match does not count, and any other cuts the text where it stands. A piece's
/// beginning says all that is needed: what comes before has been dealt with, and a rule matches alike whenever it is tried at a place.
/// </remarks>
internal sealed class PatternSplitter(PatternFinder finder, SplitBehavior behavior) : Splitter
{
    public override bool IsPlain => !finder.LooksBack && behavior is not (SplitBehavior.MatchesRemoved or SplitBehavior.GapsRemoved);

    public override int EndOfPiece(ReadOnlySpan<byte> text, int start)
    {
        long budget = PatternFinder.Budget(text.Length);
        return EndOfPiece(text, start, ref budget);
    }

    public override int EndOfPiece(ReadOnlySpan<byte> text, int start, ref long budget)
    {
        finder.TryFind(text, start, ref budget, out int first, out int end);
        bool gap = first > start;
        switch (behavior)
        {
            case SplitBehavior.Isolated: return gap ? first : end;
            case SplitBehavior.MatchesRemoved: return gap ? first : ~end;
            case SplitBehavior.GapsRemoved: return gap ? ~first : end;
            case SplitBehavior.GapWithMatch: return end;
        }
        if (gap) return first;
        if (behavior == SplitBehavior.MatchWithGap)
        {
            if (end < text.Length) finder.TryFind(text, end, ref budget, out end, out _);
            return end;
        }
        while (end < text.Length)
        {
            finder.TryFind(text, end, ref budget, out first, out int next);
            if (first > end) break;
            end = next;
        }
        return end;
    }
}
