using System.Collections.Concurrent;
using EdgeAgent.Grammar.Regular;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Regex;

/// <summary>A set of Unicode characters as ascending, separate ranges; surrogates are in none.</summary>
internal sealed class CodePoints
{
    private const int Last = 0x10FFFF;
    private Spelling? _spelling, _plainSpelling;
    private static readonly ConcurrentDictionary<string, CodePoints> Properties = new(StringComparer.Ordinal);

    private CodePoints(List<(int First, int Last)> ranges) => Ranges = ranges;

    public IReadOnlyList<(int First, int Last)> Ranges { get; }

    public bool IsEmpty => Ranges.Count == 0;

    /// <summary>How the characters are written in a JSON string; made once.</summary>
    public Spelling Spelling => _spelling ?? Interlocked.CompareExchange(ref _spelling, Spelling.Of(this, plain: false), null) ?? _spelling;

    /// <summary>How the characters are written in plain UTF-8; made once.</summary>
    public Spelling PlainSpelling => _plainSpelling ?? Interlocked.CompareExchange(ref _plainSpelling, Spelling.Of(this, plain: true), null) ?? _plainSpelling;

    public static CodePoints Digits { get; } = Of([('0', '9')]);

    public static CodePoints Word { get; } = Of([('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')]);

    public static CodePoints Space { get; } =
        Of([('\t', '\r'), (' ', ' '), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF)]);

    /// <summary>What a dot matches: all but line ends.</summary>
    public static CodePoints Dot { get; } = Of([('\n', '\n'), ('\r', '\r'), (0x2028, 0x2029)]).Complement();

    /// <summary>What JSON escapes.</summary>
    public static CodePoints Escaped { get; } = Of([(0, 0x1F), ('"', '"'), ('\\', '\\')]);

    public static CodePoints NotDigits { get; } = Digits.Complement();

    public static CodePoints NotWord { get; } = Word.Complement();

    public static CodePoints NotSpace { get; } = Space.Complement();

    public static CodePoints All { get; } = Of([]).Complement();

    /// <summary>The set of ranges in any order.</summary>
    public static CodePoints Of(IEnumerable<(int First, int Last)> ranges)
    {
        List<(int First, int Last)> merged = [];
        foreach ((int first, int last) in ranges.SelectMany(WithoutSurrogates).OrderBy(r => r.First))
        {
            if (merged.Count > 0 && first <= merged[^1].Last + 1) merged[^1] = (merged[^1].First, Math.Max(merged[^1].Last, last));
            else merged.Add((first, last));
        }
        return new CodePoints(merged);
    }

    public bool Contains(int character) => Ranges.Any(r => r.First <= character && character <= r.Last);

    public CodePoints Complement()
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

    public CodePoints Union(CodePoints other) => Of(Ranges.Concat(other.Ranges));

    public CodePoints Intersect(CodePoints other) => Complement().Union(other.Complement()).Complement();

    /// <summary>The characters of a Unicode property as <c>\p{…}</c> names it; null where there is none of that name.</summary>
    public static CodePoints? Property(string name)
    {
        if (Properties.TryGetValue(name, out CodePoints? known)) return known;
        return UnicodeProperties.Ranges(name) is IReadOnlyList<(int, int)> ranges ? Properties.GetOrAdd(name, Of(ranges)) : null;
    }

    private static IEnumerable<(int First, int Last)> WithoutSurrogates((int First, int Last) range)
    {
        if (range.First < 0xD800) yield return (range.First, Math.Min(range.Last, 0xD7FF));
        if (range.Last > 0xDFFF) yield return (Math.Max(range.First, 0xE000), range.Last);
    }
}
