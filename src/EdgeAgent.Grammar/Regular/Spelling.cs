using System.Collections.Concurrent;
using EdgeAgent.Grammar.Regex;

namespace EdgeAgent.Grammar.Regular;

/// <summary>How the characters of a set are written between the quotes of a JSON string, or in plain UTF-8; or what is left of that after some bytes: a trie of byte ranges.</summary>
/// <remarks>Immutable, shared by the whole process.</remarks>
internal sealed class Spelling
{
    private const int MaxKept = 50_000;

    private static int _count;

    /// <summary>By what they are, so that equal sets are spelled by the same object (while there are not too many).</summary>
    private static readonly ConcurrentDictionary<string, Spelling> Known = new(StringComparer.Ordinal);

    private Spelling(byte[] last, Spelling?[] next, NodeFlags flags) =>
        (Last, Next, Flags, Id) = (last, next, flags, Interlocked.Increment(ref _count));

    /// <summary>Nothing is left: the character is complete.</summary>
    public static Spelling End { get; } = new([], [], NodeFlags.None);

    // The rest of a character of which any continuation is allowed: the same in all sets.
    private static readonly Spelling Tail1 = Make([((byte)0x80, (byte)0xBF, End)], NodeFlags.None);
    private static readonly Spelling Tail2 = Make([((byte)0x80, (byte)0xBF, Tail1)], NodeFlags.None);

    /// <summary>Different for each.</summary>
    public int Id { get; }

    /// <summary>The last byte of each range, ascending to 255.</summary>
    public byte[] Last { get; }

    /// <summary>By range: what is left after its bytes; null where they are not allowed.</summary>
    public Spelling?[] Next { get; }

    /// <summary>Whether whole characters are read: in JSON strings, in plain UTF-8, or in both alike; none where a part of one is left.</summary>
    public NodeFlags Flags { get; }

    /// <summary>Whether a character begins here.</summary>
    public bool IsStart => Flags != NodeFlags.None;

    /// <summary>The characters of a set, which is not empty. Use <see cref="CodePoints.Spelling"/> or <see cref="CodePoints.PlainSpelling"/>, which keep it.</summary>
    public static Spelling Of(CodePoints set, bool plain)
    {
        bool alike = set.Intersect(CodePoints.Escaped).IsEmpty;
        return Build(SpellingRanges.Of(set, plain), 0, [], alike ? NodeFlags.Contents | NodeFlags.Plain : plain ? NodeFlags.Plain : NodeFlags.Contents);
    }

    /// <summary>One byte, which begins a character or does not.</summary>
    public static Spelling OfByte(byte b, bool isStart) => (isStart ? Starts : Others)[b];

    private static readonly Spelling[] Starts = [.. Enumerable.Range(0, 256).Select(b => Single((byte)b, NodeFlags.Contents | NodeFlags.Plain))];
    private static readonly Spelling[] Others = [.. Enumerable.Range(0, 256).Select(b => Single((byte)b, NodeFlags.None))];

    private static Spelling Single(byte b, NodeFlags flags) => Make([(b, b, End)], flags);

    /// <summary>The trie of some ways to write, of which the ranges of one depth are equal or disjoint.</summary>
    private static Spelling Build(List<(byte First, byte Last)[]> ways, int depth, Dictionary<string, Spelling> shared, NodeFlags flags)
    {
        List<(byte, byte, Spelling)> ranges = [];
        for (int i = 0; i < ways.Count;)
        {
            (byte first, byte last) = ways[i][depth];
            int end = i + 1;
            while (end < ways.Count && ways[end][depth].First == first) end++;
            Spelling next = ways[i].Length == depth + 1 ? End : Build(ways[i..end], depth + 1, shared, NodeFlags.None);
            if (ranges.Count > 0 && ranges[^1] is var (f, l, n) && l + 1 == first && n == next) ranges[^1] = (f, last, next);
            else ranges.Add((first, last, next));
            i = end;
        }
        if (depth > 0 && ranges is [(0x80, 0xBF, var only)])
        {
            if (only == End) return Tail1;
            if (only == Tail1) return Tail2;
        }
        string key = string.Join(' ', ranges.Select(r => $"{r.Item1}-{r.Item2}>{r.Item3.Id}").Prepend(flags.ToString()));
        if (shared.TryGetValue(key, out Spelling? known) || Known.TryGetValue(key, out known)) return known;
        shared[key] = known = Make(ranges, flags);
        return Known.Count < MaxKept ? Known.GetOrAdd(key, known) : known;
    }

    private static Spelling Make(List<(byte First, byte Last, Spelling Next)> ranges, NodeFlags flags)
    {
        List<byte> last = [];
        List<Spelling?> next = [];
        int at = 0;
        foreach ((byte first, byte end, Spelling target) in ranges)
        {
            if (first > at) Add((byte)(first - 1), null);
            Add(end, target);
            at = end + 1;
        }
        if (at <= 255) Add(255, null);
        return new Spelling([.. last], [.. next], flags);

        void Add(byte to, Spelling? target)
        {
            last.Add(to);
            next.Add(target);
        }
    }
}
