using System.Numerics;
using EdgeAgent.Grammar.Shapes;

namespace EdgeAgent.Grammar.Automata;

/// <summary>The counts of an object or array: how they are kept, and whether they can still come right.</summary>
internal sealed class Counts(IReadOnlyList<CountBounds> bounds)
{
    /// <summary>The search for a way to fulfil counts gives up after so many attempts, and then supposes that there is one.</summary>
    public const int Attempts = 2000;

    private readonly int[] _min = [.. bounds.Select(b => Clip(b.Min))];
    private readonly int[] _max = [.. bounds.Select(b => Clip(b.Max))];

    public int Length => _min.Length;

    public bool AreMet(ReadOnlySpan<int> counters)
    {
        for (int i = 0; i < counters.Length; i++)
            if (counters[i] < _min[i]) return false;
        return true;
    }

    /// <summary>The counts below their lower bounds, as bits.</summary>
    public ulong Behind(ReadOnlySpan<int> counters)
    {
        ulong behind = 0;
        for (int i = 0; i < counters.Length; i++)
            if (counters[i] < _min[i]) behind |= 1UL << i;
        return behind;
    }

    /// <summary>Counts something a number of times.</summary>
    /// <returns>Whether no count is beyond its upper bound; if not, the counters are as before.</returns>
    public bool TryAdd(Span<int> counters, ulong countsFor, int times = 1)
    {
        for (ulong bits = countsFor; bits != 0; bits &= bits - 1)
        {
            int i = BitOperations.TrailingZeroCount(bits);
            if (_max[i] != int.MaxValue && counters[i] > _max[i] - times) return false;
        }
        for (ulong bits = countsFor; bits != 0; bits &= bits - 1)
        {
            int i = BitOperations.TrailingZeroCount(bits);
            // Without an upper bound nothing is counted beyond the lower one, so that equal positions look equal.
            counters[i] = _max[i] == int.MaxValue ? (int)Math.Min(counters[i] + (long)times, _min[i]) : counters[i] + times;
        }
        return true;
    }

    /// <summary>
    /// Whether repeating values of some groups can fulfil the counts, and the least number in all. The count that is furthest behind is served by
    /// as many as it lacks at once; other ways are tried where that does not come out.
    /// </summary>
    /// <param name="counters">So far.</param>
    /// <param name="have">Members or items so far.</param>
    /// <param name="min">How many there must be.</param>
    /// <param name="max">How many there may be.</param>
    /// <param name="groups">What may be repeated.</param>
    /// <param name="room">The greatest height allowed.</param>
    /// <param name="attempts">Counted down.</param>
    public bool CanRepeat(ReadOnlySpan<int> counters, long have, long min, long max, CallGroup[] groups, int room, ref int attempts)
    {
        int behind = Behind(counters) is ulong bits and not 0 ? BitOperations.TrailingZeroCount(bits) : -1;
        if (behind < 0 && have >= min) return true;
        if (have >= max) return false;
        if (--attempts < 0) return true;
        Span<int> after = stackalloc int[counters.Length];
        foreach (CallGroup group in groups)
        {
            if (group.Height > room || (behind >= 0 && (group.CountsFor >> behind & 1) == 0)) continue;
            long times = Math.Min(behind >= 0 ? _min[behind] - counters[behind] : Math.Min(min - have, int.MaxValue), max - have);
            for (ulong counted = group.CountsFor; counted != 0; counted &= counted - 1)
            {
                int i = BitOperations.TrailingZeroCount(counted);
                if (_max[i] != int.MaxValue) times = Math.Min(times, _max[i] - counters[i]);
            }
            if (times <= 0) continue;
            counters.CopyTo(after);
            if (TryAdd(after, group.CountsFor, (int)times) && CanRepeat(after, have + times, min, max, groups, room, ref attempts)) return true;
        }
        return false;
    }

    private static int Clip(long value) => (int)Math.Min(value, int.MaxValue);
}
