using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EdgeAgent.Tokenizers.Bpe;

/// <summary>Merges many short words side by side: one merge of each in turn, so that the look-ups of one overlap with the work on others.
/// </summary>
/// <remarks>
/// A word is a row of lanes, one for each byte: the tokens, and beside them the candidates, each what the lane's token and the next one
/// merge into with the lane's number below it. The lowest candidate is the next merge, the leftmost of the lowest rank, found by a vector
/// minimum. Which lanes still hold a token is a bit mask in a lane of its own. Not thread-safe; each encoding borrows one.
/// </remarks>
internal sealed class WordMerger
{
    /// <summary>How many words it takes at once.</summary>
    public const int Capacity = 64;

    /// <summary>Bytes of the longest word: one lane is the mask's.</summary>
    public const int LongestWord = Lanes - 1;

    private const int Lanes = 16, LaneBits = 4, Row = 2 * Lanes;   // a row: the candidates, then the tokens
    private const int Mask = 2 * Lanes - 1;                        // where the mask lies in a row
    private const uint NoCandidate = CanonicalMerges.None << LaneBits;

    private readonly uint[] _rows;          // pinned, so that a row begins where a cache line does
    private readonly int _firstRow;
    private readonly int[] _active = new int[Capacity];
    private int _count;

    public WordMerger()
    {
        const int CacheLine = 64;
        _rows = GC.AllocateArray<uint>(Capacity * Row + CacheLine / sizeof(uint), pinned: true);
        unsafe
        {
            nuint past = (nuint)Unsafe.AsPointer(ref _rows[0]) % CacheLine;
            _firstRow = (int)((CacheLine - past) % CacheLine) / sizeof(uint);
        }
    }

    /// <summary>How many words there are.</summary>
    public int Count => _count;

    /// <summary>Takes all words out.</summary>
    public void Clear() => _count = 0;

    /// <summary>Puts in a word, while there are fewer than <see cref="Capacity"/>.</summary>
    /// <param name="first">The first of 16 bytes; those behind the word may be anything.</param>
    /// <param name="length">Bytes of the word, 1 to <see cref="LongestWord"/>.</param>
    /// <param name="bytePairs">The first of <see cref="CanonicalMerges.BytePairs"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ref byte first, int length, ref uint bytePairs)
    {
        ref uint row = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_rows), _firstRow + _count * Row);
        Vector128<byte> bytes = Vector128.LoadUnsafe(ref first);
        (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(bytes);
        (Vector128<uint> a, Vector128<uint> b) = Vector128.Widen(low);
        (Vector128<uint> c, Vector128<uint> d) = Vector128.Widen(high);
        a.StoreUnsafe(ref row, Lanes);
        b.StoreUnsafe(ref row, Lanes + 4);
        c.StoreUnsafe(ref row, Lanes + 8);
        d.StoreUnsafe(ref row, Lanes + 12);
        Unsafe.Add(ref row, Mask) = (1u << length) - 1;
        AddCandidates(ref row, ref first, 0, ref bytePairs);
        AddCandidates(ref row, ref first, 4, ref bytePairs);
        if (length > 9) AddCandidates(ref row, ref first, 8, ref bytePairs);
        if (length > 13) AddCandidates(ref row, ref first, 11, ref bytePairs);
        // From the word's last byte on there is no candidate.
        Vector128<uint> last = Vector128.Create((uint)length - 1);
        for (uint lane = 0; lane < Lanes; lane += 4)
            (Vector128.LoadUnsafe(ref row, lane) | Vector128.GreaterThanOrEqual(Vector128.Create(lane, lane + 1, lane + 2, lane + 3), last))
                .StoreUnsafe(ref row, lane);
        _active[_count] = _firstRow + _count * Row;
        _count++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddCandidates(ref uint row, ref byte first, uint lane, ref uint bytePairs)
    {
        for (uint i = lane; i < lane + 4; i++)
        {
            ushort pair = Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref first, i));
            if (!BitConverter.IsLittleEndian) pair = BinaryPrimitives.ReverseEndianness(pair);
            Unsafe.Add(ref row, i) = (Unsafe.Add(ref bytePairs, (nuint)pair) << LaneBits) | i;
        }
    }

    /// <summary>Merges until no word has a pair left that merges.</summary>
    public void Run(CanonicalMerges merges)
    {
        ref uint rows = ref MemoryMarshal.GetArrayDataReference(_rows);
        ref int active = ref MemoryMarshal.GetArrayDataReference(_active);
        var finder = new CanonicalMerges.PairFinder(merges);
        int count = _count;
        while (count > 0)
        {
            for (int i = 0; i < count;)
            {
                ref uint row = ref Unsafe.Add(ref rows, Unsafe.Add(ref active, i));
                uint best = Lowest(ref row);
                if (best >= NoCandidate)
                {
                    Unsafe.Add(ref active, i) = Unsafe.Add(ref active, --count);   // done
                    continue;
                }
                i++;
                uint lane = best % Lanes, merged = best >> LaneBits;
                uint mask = Unsafe.Add(ref row, Mask);
                uint above = mask & (uint.MaxValue << (int)lane << 1);
                Unsafe.Add(ref row, BitOperations.TrailingZeroCount(above)) = uint.MaxValue;   // the right part is gone
                mask ^= above & (0 - above);
                Unsafe.Add(ref row, Mask) = mask;
                above &= above - 1;
                int before = BitOperations.Log2(mask & ((1u << (int)lane) - 1));     // 0 where there is none
                int next = BitOperations.TrailingZeroCount(above) % Lanes;           // 0 where there is none
                uint left = Unsafe.Add(ref row, Lanes + before), right = Unsafe.Add(ref row, Lanes + next);
                Unsafe.Add(ref row, Lanes + (int)lane) = merged;
                // The word's first token is in lane 0: a merge there writes lane 0 twice, last what counts.
                Unsafe.Add(ref row, before) = (finder.Find(left, merged, (uint)((int)lane - 1 >> 31)) << LaneBits) | (uint)before;
                Unsafe.Add(ref row, (int)lane) = (finder.Find(merged, right, (uint)((int)above - 1 >> 31)) << LaneBits) | lane;
            }
        }
    }

    /// <summary>Writes the ids of a word that was merged.</summary>
    /// <param name="word">Which, in the order in which they were put in.</param>
    /// <param name="ids">The first of <see cref="CanonicalMerges.Ids"/>.</param>
    /// <param name="target">Room for <see cref="LongestWord"/> ids.</param>
    /// <returns>How many ids; 0 where the result does not count: a byte without a token, or a late token.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Write(int word, ref int ids, ref int target)
    {
        ref uint row = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_rows), _firstRow + word * Row);
        int count = 0, all = 0;
        for (uint mask = Unsafe.Add(ref row, Mask); mask != 0; mask &= mask - 1)
            all |= Unsafe.Add(ref target, count++) = Unsafe.Add(ref ids, Unsafe.Add(ref row, Lanes + BitOperations.TrailingZeroCount(mask)));
        return all < 0 ? 0 : count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Lowest(ref uint row)
    {
        Vector128<uint> lowest = Vector128.Min(
            Vector128.Min(Vector128.LoadUnsafe(ref row), Vector128.LoadUnsafe(ref row, 4)),
            Vector128.Min(Vector128.LoadUnsafe(ref row, 8), Vector128.LoadUnsafe(ref row, 12)));
        lowest = Vector128.Min(lowest, Vector128.Shuffle(lowest, Vector128.Create(2u, 3, 0, 1)));
        lowest = Vector128.Min(lowest, Vector128.Shuffle(lowest, Vector128.Create(1u, 0, 3, 2)));
        return lowest.ToScalar();
    }
}
