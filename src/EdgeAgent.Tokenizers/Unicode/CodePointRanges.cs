namespace EdgeAgent.Tokenizers.Unicode;

/// <summary>A set of code points as ascending ranges that do not touch: what sets are computed with. Immutable.</summary>
internal sealed class CodePointRanges
{
    /// <summary>The highest code point.</summary>
    public const int Last = 0x10FFFF;

    private readonly int[] _ranges;   // first and last of each range, both within it

    private CodePointRanges(List<int> ranges) => _ranges = [.. ranges];

    /// <summary>No code point.</summary>
    public static CodePointRanges None { get; } = new([]);

    /// <summary>Every code point.</summary>
    public static CodePointRanges All { get; } = Of(0, Last);

    /// <summary>Whether there is no code point in it.</summary>
    public bool IsEmpty => _ranges.Length == 0;

    /// <summary>The ranges, ascending.</summary>
    public IEnumerable<(int First, int Last)> Ranges
    {
        get
        {
            for (int i = 0; i < _ranges.Length; i += 2) yield return (_ranges[i], _ranges[i + 1]);
        }
    }

    /// <summary>One range.</summary>
    public static CodePointRanges Of(int first, int last) => new([first, last]);

    /// <summary>Ranges in any order, which may overlap.</summary>
    public static CodePointRanges Of(IEnumerable<(int First, int Last)> ranges)
    {
        List<int> merged = [];
        foreach ((int first, int last) in ranges.OrderBy(static range => range.First))
        {
            if (merged.Count > 0 && first <= merged[^1] + 1) merged[^1] = Math.Max(merged[^1], last);
            else merged.AddRange([first, last]);
        }
        return new(merged);
    }

    /// <summary>What is in either.</summary>
    public CodePointRanges Or(CodePointRanges other) => Of(Ranges.Concat(other.Ranges));

    /// <summary>What is in both.</summary>
    public CodePointRanges And(CodePointRanges other) => Not().Or(other.Not()).Not();

    /// <summary>What is not in it.</summary>
    public CodePointRanges Not()
    {
        List<int> ranges = [];
        int next = 0;
        foreach ((int first, int last) in Ranges)
        {
            if (first > next) ranges.AddRange([next, first - 1]);
            next = last + 1;
        }
        if (next <= Last) ranges.AddRange([next, Last]);
        return new(ranges);
    }

    /// <summary>Whether a code point is in it.</summary>
    public bool Contains(int codePoint)
    {
        int at = Array.BinarySearch(_ranges, codePoint);
        return at >= 0 || (~at & 1) == 1;
    }
}
