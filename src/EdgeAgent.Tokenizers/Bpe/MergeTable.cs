using System.Numerics;
using System.Runtime.CompilerServices;

namespace EdgeAgent.Tokenizers.Bpe;

/// <summary>Which pairs of neighbouring tokens merge, into what, and which pair goes first: the lowest rank.</summary>
/// <remarks>
/// Open addressing with linear probing, at most half full. An entry is eight bytes, so that as much of the table as possible stays in the
/// processor's cache: 22 bits for each token, 20 for the rank. Filled by one thread, then read by any number.
/// </remarks>
internal sealed class MergeTable
{
    /// <summary>The rank of a pair that does not merge.</summary>
    public const int NoMerge = int.MaxValue;

    /// <summary>Ids from here on do not fit.</summary>
    public const int IdLimit = (1 << IdBits) - 1;

    /// <summary>Ranks from here on do not fit.</summary>
    public const int RankLimit = (1 << RankBits) - 1;

    /// <summary>What <see cref="PairsByRank"/> has at ranks without a pair.</summary>
    public const ulong NoPair = ulong.MaxValue;

    private const int IdBits = 22, RankBits = 20;
    private const ulong Empty = ulong.MaxValue;   // below the limits no entry is all ones

    private ulong[] _entries;
    private int[] _merged;   // by rank
    private int _count;

    /// <param name="merges">How many pairs to make room for; a guess.</param>
    public MergeTable(int merges)
    {
        _entries = NewEntries((int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, merges * 2)));
        _merged = new int[Math.Max(16, merges)];
    }

    /// <summary>Lets a pair merge; a pair given twice keeps its later rank, as in Hugging Face's library.</summary>
    public void Set(int left, int right, int rank, int merged)
    {
        if ((_count + 1) * 2 > _entries.Length) Grow();
        if (rank >= _merged.Length) Array.Resize(ref _merged, Math.Max(rank + 1, _merged.Length * 2));
        _merged[rank] = merged;
        ulong pair = Pair(left, right);
        ref ulong entry = ref Slot(_entries, pair);
        if (entry == Empty) _count++;
        entry = (pair << RankBits) | (uint)rank;
    }

    /// <summary>The rank of a pair; <see cref="NoMerge"/> if it does not merge.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Rank(int left, int right)
    {
        ulong entry = Slot(_entries, Pair(left, right));
        return entry == Empty ? NoMerge : (int)(uint)entry & RankLimit;
    }

    /// <summary>What the pair of a rank merges into.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Merged(int rank) => _merged[rank];

    /// <summary>Every pair that merges, in no order.</summary>
    public IEnumerable<(int Left, int Right)> Pairs()
    {
        const int IdMask = (1 << IdBits) - 1;
        foreach (ulong entry in _entries)
            if (entry != Empty) yield return ((int)(entry >> (RankBits + IdBits)), (int)(entry >> RankBits) & IdMask);
    }

    /// <summary>By rank: the pair that has it, its left id in the upper half, or <see cref="NoPair"/>.</summary>
    public ulong[] PairsByRank()
    {
        const int IdMask = (1 << IdBits) - 1;
        var pairs = new ulong[_merged.Length];
        Array.Fill(pairs, NoPair);
        foreach (ulong entry in _entries)
            if (entry != Empty) pairs[(int)entry & RankLimit] = (entry >> (RankBits + IdBits) << 32) | ((entry >> RankBits) & IdMask);
        return pairs;
    }

    private static ulong Pair(int left, int right) => ((ulong)(uint)left << IdBits) | (uint)right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref ulong Slot(ulong[] entries, ulong pair)
    {
        int mask = entries.Length - 1;
        for (int slot = (int)ByteHash.Of(pair) & mask; ; slot = (slot + 1) & mask)
        {
            ref ulong entry = ref entries[slot];
            if (entry >> RankBits == pair || entry == Empty) return ref entry;
        }
    }

    private static ulong[] NewEntries(int size)
    {
        var entries = new ulong[size];
        Array.Fill(entries, Empty);
        return entries;
    }

    private void Grow()
    {
        ulong[] old = _entries;
        _entries = NewEntries(old.Length * 2);
        foreach (ulong entry in old)
            if (entry != Empty) Slot(_entries, entry >> RankBits) = entry;
    }
}
