using EdgeAgent.Grammar.Shapes;

namespace EdgeAgent.Grammar.Automata;

/// <summary>What an array's states need to know. Its record, where it has one: the list of earlier items (0 where they may be alike), then the counters.</summary>
internal sealed class ArrayRule(CallGroup[][] prefix, CallGroup[] items, long min, long max, Counts counts, UniqueItems? unique)
{
    private const int ItemList = 0, Counters = 1;

    /// <summary>Counting further would tell nothing new.</summary>
    private readonly long _saturated = Math.Max(Math.Max(min, max == long.MaxValue ? 0 : max), prefix.Length);

    /// <summary>How many levels the shallowest value of a shape needs, as its values' heights are known.</summary>
    public static int HeightOf(ArrayShape shape) =>
        FindHeight([.. shape.Prefix.Select(CallGroup.Heights)], CallGroup.Heights(shape.Items), shape.MinItems, shape.MaxItems, new Counts(shape.Counts));

    /// <summary>How many levels its shallowest value needs.</summary>
    public int Height { get; } = FindHeight(prefix, items, min, max, counts);

    /// <summary>Set where no two items may be equal.</summary>
    public UniqueItems? Unique { get; } = unique;

    public int RecordLength { get; } = counts.Length > 0 || unique is not null ? Counters + counts.Length : 0;

    public bool HasCounts => counts.Length > 0;

    public bool HasPrefix => prefix.Length > 0;

    /// <summary>The least number of items.</summary>
    public long MinItems => min;

    /// <summary>The values of all items.</summary>
    public IEnumerable<CallGroup[]> AllGroups => max > prefix.Length ? [.. prefix, items] : prefix;

    /// <summary>Whether it may be longer than anybody writes, so that of its values there are very many.</summary>
    public bool HasManyLengths => max == long.MaxValue && items.Length > 0 && Unique is null && !HasCounts;

    public CallGroup[] GroupsAt(int index) => index < prefix.Length ? prefix[index] : items;

    public int CountAfter(int items) => (int)Math.Min(items + 1L, Math.Min(_saturated, int.MaxValue));

    public static ref int ItemsOf(Span<int> record) => ref record[ItemList];

    /// <summary>Whether two records say the same but for their lists of items.</summary>
    public static bool AreAlike(ReadOnlySpan<int> a, ReadOnlySpan<int> b) => a[Counters..].SequenceEqual(b[Counters..]);

    /// <summary>Whether the array may end.</summary>
    public bool MayClose(int count, ReadOnlySpan<int> record) => count >= min && (!HasCounts || counts.AreMet(record[Counters..]));

    /// <summary>Whether an item may come next.</summary>
    public bool MayHave(int count, ReadOnlySpan<int> record, int room)
    {
        if (count >= max) return false;
        Span<int> counters = stackalloc int[counts.Length];
        foreach (CallGroup group in GroupsAt(count))
        {
            if (group.Height > room) continue;
            if (!HasCounts) return true;
            record[Counters..].CopyTo(counters);
            if (TryCount(group, count, counters, room)) return true;
        }
        return false;
    }

    /// <summary>Counts an item into a new record.</summary>
    /// <returns>Whether the counts can still come right.</returns>
    public bool TryCountInto(CallGroup group, int count, Span<int> record, int room) => TryCount(group, count, record[Counters..], room);

    private static int FindHeight(CallGroup[][] prefix, CallGroup[] items, long min, long max, Counts counts)
    {
        if (min > max) return Shape.Never;
        int needed = 0, deepest = 0;
        foreach (CallGroup[] groups in (IEnumerable<CallGroup[]>)[.. prefix, items])
            foreach (CallGroup group in groups) deepest = Math.Max(deepest, group.Height);
        for (int i = 0; i < min && i <= prefix.Length; i++)
        {
            int least = Shape.Never;
            foreach (CallGroup group in i < prefix.Length ? prefix[i] : items) least = Math.Min(least, group.Height);
            needed = Math.Max(needed, least);
        }
        // Deep enough for every item is deep enough to count; found by trying.
        Span<int> counters = stackalloc int[counts.Length];
        for (counters.Clear(); counts.Length > 0; needed++)
        {
            if (needed > deepest) return Shape.Never;
            int attempts = Counts.Attempts;
            if (CanFinish(prefix, items, min, max, counts, 0, counters, needed, ref attempts)) break;
        }
        return Math.Min(needed + 1, Shape.Never);
    }

    private bool TryCount(CallGroup group, int count, Span<int> counters, int room)
    {
        int attempts = Counts.Attempts;
        return counts.TryAdd(counters, group.CountsFor) && CanFinish(prefix, items, min, max, counts, CountAfter(count), counters, room, ref attempts);
    }

    private static bool CanFinish(CallGroup[][] prefix, CallGroup[] items, long min, long max, Counts counts, int count, ReadOnlySpan<int> counters, int room, ref int attempts)
    {
        if (count >= min && counts.AreMet(counters)) return true;
        if (count >= max) return false;
        if (count >= prefix.Length) return counts.CanRepeat(counters, count, min, max, items, room, ref attempts);
        if (--attempts < 0) return true;
        Span<int> after = stackalloc int[counters.Length];
        foreach (CallGroup group in prefix[count])
        {
            counters.CopyTo(after);
            if (group.Height <= room && counts.TryAdd(after, group.CountsFor) && CanFinish(prefix, items, min, max, counts, count + 1, after, room, ref attempts)) return true;
        }
        return false;
    }
}
