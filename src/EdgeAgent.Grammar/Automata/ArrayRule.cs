namespace EdgeAgent.Grammar.Automata;

/// <summary>What an array's states need to know.</summary>
internal sealed class ArrayRule(long min, long max, int[] prefixStarts, int[] prefixHeights, int itemStart, int itemHeight)
{
    /// <summary>Counting further would tell nothing new.</summary>
    private readonly long _saturated = Math.Max(Math.Max(min, max == long.MaxValue ? 0 : max), prefixStarts.Length);

    public long Min { get; } = min;

    public int First { get; set; }

    public int Next { get; set; }

    /// <summary>After comma and space: calls the item.</summary>
    public int CallItem { get; set; }

    /// <summary>After the comma.</summary>
    public int Space { get; set; }

    public int StartOf(int index) => index < prefixStarts.Length ? prefixStarts[index] : itemStart;

    public bool MayHave(int index, int depth, int maxDepth) =>
        index < max && depth + 1 + (index < prefixHeights.Length ? prefixHeights[index] : itemHeight) <= maxDepth;

    public int Count(int items) => (int)Math.Min(items + 1L, Math.Min(_saturated, int.MaxValue));
}
