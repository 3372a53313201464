using System.Runtime.CompilerServices;

namespace EdgeAgent.Tokenizers.Bpe;

/// <summary>Which pairs of neighbouring tokens merge, into what, and which pair goes first: the lowest rank.</summary>
/// <remarks>Open addressing with linear probing, at most half full. Filled by one thread, then read by any number.</remarks>
internal sealed class MergeTable
{
    /// <summary>The rank of a pair that does not merge.</summary>
    public const int NoMerge = int.MaxValue;

    private const ulong Empty = ulong.MaxValue;   // no id is 2^32 - 1

    private struct Entry
    {
        public ulong Pair;
        public int Rank;
        public int Merged;
    }

    private Entry[] _entries;
    private int _count;

    /// <param name="merges">How many pairs to make room for; a guess.</param>
    public MergeTable(int merges) => _entries = NewEntries((int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, merges * 2)));

    /// <summary>Lets a pair merge; a pair given twice keeps its later rank, as in Hugging Face's library.</summary>
    public void Set(int left, int right, int rank, int merged)
    {
        if ((_count + 1) * 2 > _entries.Length) Grow();
        ref Entry entry = ref Slot(_entries, Pair(left, right));
        if (entry.Pair == Empty) _count++;
        entry = new Entry { Pair = Pair(left, right), Rank = rank, Merged = merged };
    }

    /// <summary>The rank of a pair and the id it merges into; <see cref="NoMerge"/> if it does not merge.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Rank(int left, int right, out int merged)
    {
        ref Entry entry = ref Slot(_entries, Pair(left, right));
        merged = entry.Merged;
        return entry.Rank;   // an empty slot's rank is NoMerge
    }

    private static ulong Pair(int left, int right) => ((ulong)(uint)left << 32) | (uint)right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref Entry Slot(Entry[] entries, ulong pair)
    {
        int mask = entries.Length - 1;
        for (int slot = (int)ByteHash.Of(pair) & mask; ; slot = (slot + 1) & mask)
        {
            ref Entry entry = ref entries[slot];
            if (entry.Pair == pair || entry.Pair == Empty) return ref entry;
        }
    }

    private static Entry[] NewEntries(int size)
    {
        var entries = new Entry[size];
        Array.Fill(entries, new Entry { Pair = Empty, Rank = NoMerge });
        return entries;
    }

    private void Grow()
    {
        Entry[] old = _entries;
        _entries = NewEntries(old.Length * 2);
        foreach (Entry entry in old)
            if (entry.Pair != Empty) Slot(_entries, entry.Pair) = entry;
    }
}
