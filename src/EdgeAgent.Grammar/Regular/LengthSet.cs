namespace EdgeAgent.Grammar.Regular;

/// <summary>A set of lengths: a few ranges, ascending, with gaps between them. Immutable.</summary>
internal sealed class LengthSet
{
    private const int MaxRanges = 16;
    private const int Endless = LanguageSpace.Endless;

    private readonly (int Min, int Max)[] _ranges;

    private LengthSet((int, int)[] ranges) => _ranges = ranges;

    public int Min => _ranges[0].Min;

    /// <summary><see cref="LanguageSpace.Endless"/> where there is no longest.</summary>
    public int Max => _ranges[^1].Max;

    public static LengthSet Of(int min, int max) => new([(min, max)]);

    /// <summary>Whether any length is within the bounds.</summary>
    public bool Meets(int min, int max)
    {
        foreach ((int from, int to) in _ranges)
            if (from <= max && to >= min) return true;
        return false;
    }

    /// <summary>Null where one is null or there would be too many ranges.</summary>
    public static LengthSet? Union(LengthSet? a, LengthSet? b) => a is null || b is null ? null : Make([.. a._ranges, .. b._ranges]);

    /// <summary>The sums of a length of each.</summary>
    public static LengthSet? Concat(LengthSet? a, LengthSet? b)
    {
        if (a is null || b is null) return null;
        if (a._ranges.Length * b._ranges.Length > 64) return null;
        List<(int, int)> sums = [];
        foreach ((int aMin, int aMax) in a._ranges)
            foreach ((int bMin, int bMax) in b._ranges) sums.Add((Sum(aMin, bMin), Sum(aMax, bMax)));
        return Make(sums);
    }

    /// <summary>Sums of so many lengths; null where they are not a few ranges, as the even numbers.</summary>
    public LengthSet? Repeat(int min, int max)
    {
        if (_ranges.Length > 1 || (Min == 0 && Max == 0)) return _ranges.Length > 1 ? RepeatSome(min, max) : this;
        List<(int, int)> sums = [];
        for (int times = min; times <= max; times++)
        {
            (int from, int to) = (Product(Min, times), Product(Max, times));
            sums.Add((from, to));
            if (sums.Count > MaxRanges) return null;
            // From here on, does each number of times touch the next? Their widths only grow.
            if (to == Endless || (times > 0 && Sum(to, 1) >= Product(Min, times + 1)))
            {
                sums[^1] = (from, max == Endless ? Endless : Product(Max, max));
                break;
            }
            if (times == max) break;
        }
        return Make(sums);
    }

    /// <summary>The lengths within bounds; null where none is, or they are too many ranges.</summary>
    public LengthSet? Within(int min, int max)
    {
        List<(int, int)> kept = [];
        foreach ((int from, int to) in _ranges)
            if (from <= max && to >= min) kept.Add((Math.Max(from, min), Math.Min(to, max)));
        return kept.Count == 0 ? null : Make(kept);
    }

    private LengthSet? RepeatSome(int min, int max)
    {
        if (max > MaxRanges) return null;
        LengthSet? power = Of(0, 0), all = min == 0 ? power : null;
        for (int times = 1; times <= max && power is not null; times++)
        {
            power = Concat(power, this);
            if (times >= min) all = all is null ? power : Union(all, power);
        }
        return power is null ? null : all;
    }

    private static LengthSet? Make(List<(int Min, int Max)> ranges)
    {
        ranges.Sort();
        List<(int Min, int Max)> merged = [];
        foreach ((int min, int max) in ranges)
        {
            if (merged.Count > 0 && min <= Sum(merged[^1].Max, 1)) merged[^1] = (merged[^1].Min, Math.Max(merged[^1].Max, max));
            else merged.Add((min, max));
        }
        return merged.Count > MaxRanges ? null : new LengthSet([.. merged]);
    }

    private static int Sum(int a, int b) => a == Endless || b == Endless ? Endless : (int)Math.Min((long)a + b, Endless - 1);

    private static int Product(int a, int b) => a == 0 || b == 0 ? 0 : a == Endless || b == Endless ? Endless : (int)Math.Min((long)a * b, Endless - 1);
}
