using System.Text;

namespace EdgeAgent.JsonSchema.Patterns;

/// <summary>A set of code points as ascending, separate ranges, and how .NET, which sees UTF-16, writes it.</summary>
/// <remarks>Surrogates are in no set: the texts that are matched have none alone.</remarks>
internal sealed class CodePointSet
{
    private const int Last = 0x10FFFF;

    private CodePointSet(List<(int First, int Last)> ranges) => Ranges = ranges;

    public IReadOnlyList<(int First, int Last)> Ranges { get; }

    public static CodePointSet All { get; } = Of((0, Last));

    public static CodePointSet Digits { get; } = Of(('0', '9'));

    public static CodePointSet Word { get; } = Of(('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z'));

    public static CodePointSet Space { get; } = Of(
        ('\t', '\r'), (' ', ' '), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029),
        (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF));

    /// <summary>What a dot matches: all but line ends.</summary>
    public static CodePointSet Dot { get; } = Of(('\n', '\n'), ('\r', '\r'), (0x2028, 0x2029)).Complement();

    /// <summary>The set of ranges in any order.</summary>
    public static CodePointSet Of(params IEnumerable<(int First, int Last)> ranges)
    {
        List<(int First, int Last)> merged = [];
        foreach ((int first, int last) in ranges.SelectMany(WithoutSurrogates).OrderBy(r => r.First))
        {
            if (merged.Count > 0 && first <= merged[^1].Last + 1) merged[^1] = (merged[^1].First, Math.Max(merged[^1].Last, last));
            else merged.Add((first, last));
        }
        return new CodePointSet(merged);
    }

    public CodePointSet Complement()
    {
        List<(int, int)> gaps = [];
        int next = 0;
        foreach ((int first, int last) in Ranges)
        {
            if (first > next) gaps.Add((next, first - 1));
            next = last + 1;
        }
        if (next <= Last) gaps.Add((next, Last));
        return Of(gaps);
    }

    /// <summary>The set as an expression of .NET that stands as one atom: a class, or alternatives of surrogate pairs.</summary>
    public string ToNet()
    {
        StringBuilder units = new(), pairs = new();
        foreach ((int first, int last) in Ranges)
        {
            if (first <= 0xFFFF) AppendRange(units, first, Math.Min(last, 0xFFFF));
            if (last > 0xFFFF) AppendPairs(pairs, Math.Max(first, 0x10000), last);
        }
        if (pairs.Length == 0) return units.Length == 0 ? @"[^\u0000-\uffff]" : $"[{units}]";
        return units.Length == 0 ? $"(?:{pairs.ToString(1, pairs.Length - 1)})" : $"(?:[{units}]{pairs})";
    }

    /// <summary>First halves whose second halves are all in, and the rest at both ends.</summary>
    private static void AppendPairs(StringBuilder output, int first, int last)
    {
        (int firstHigh, int firstLow) = Halves(first);
        (int lastHigh, int lastLow) = Halves(last);
        if (firstHigh == lastHigh)
        {
            AppendPair(output, firstHigh, firstHigh, firstLow, lastLow);
            return;
        }
        if (firstLow > 0xDC00) AppendPair(output, firstHigh, firstHigh++, firstLow, 0xDFFF);
        if (lastLow < 0xDFFF) AppendPair(output, lastHigh, lastHigh--, 0xDC00, lastLow);
        if (firstHigh <= lastHigh) AppendPair(output, firstHigh, lastHigh, 0xDC00, 0xDFFF);
    }

    private static void AppendPair(StringBuilder output, int firstHigh, int lastHigh, int firstLow, int lastLow)
    {
        output.Append("|[");
        AppendRange(output, firstHigh, lastHigh);
        output.Append("][");
        AppendRange(output, firstLow, lastLow);
        output.Append(']');
    }

    private static void AppendRange(StringBuilder output, int first, int last)
    {
        AppendUnit(output, first);
        if (last == first) return;
        output.Append('-');
        AppendUnit(output, last);
    }

    private static void AppendUnit(StringBuilder output, int unit)
    {
        if (char.IsAsciiLetterOrDigit((char)unit)) output.Append((char)unit);
        else output.Append(System.Globalization.CultureInfo.InvariantCulture, $@"\u{unit:x4}");
    }

    private static (int High, int Low) Halves(int c) => (0xD800 + ((c - 0x10000) >> 10), 0xDC00 + (c & 0x3FF));

    private static IEnumerable<(int First, int Last)> WithoutSurrogates((int First, int Last) range)
    {
        if (range.First < 0xD800) yield return (range.First, Math.Min(range.Last, 0xD7FF));
        if (range.Last > 0xDFFF) yield return (Math.Max(range.First, 0xE000), range.Last);
    }
}
