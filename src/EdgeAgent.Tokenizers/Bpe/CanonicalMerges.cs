using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace EdgeAgent.Tokenizers.Bpe;

/// <summary>The merges that ever happen, one for each token that arises by merging, in a compact table.</summary>
/// <remarks>
/// <para>Merging inside a stretch of text goes on as if the stretch stood alone, as long as no merge reaches across its ends: what happens
/// inside depends on the inside only. A token's string merged alone therefore passes through the one pair of tokens from which that token
/// ever arises, and every other merge that would give the token never happens. Llama 3's 280,147 merges are 127,049 so.</para>
/// <para>Tokens get numbers of their own here: the bytes are 0 to 255, the others follow in the order of their merges' ranks, so that a
/// token's number is its rank. A pair's two halves come to lie beside each other unless some pair across their seam, of the tokens that
/// end the left half and begin the right one while they grow, merges before one of the two grows on (<see cref="MayStandBeside"/>).</para>
/// <para>All that holds if every merge comes after those that make its parts. Where a merge comes before them, the token it needs is
/// marked as late (<see cref="Ids"/>): a result without late tokens is right all the same, since the first such merge to happen
/// leaves its late token in the result, whole or inside another one.</para>
/// </remarks>
internal sealed class CanonicalMerges
{
    /// <summary>Tokens below this number are bytes, each its own.</summary>
    public const int Bytes = 256;

    /// <summary>What a pair merges into that does not merge. Every token's number is far below.</summary>
    public const uint None = uint.MaxValue;

    private const int CacheLine = 64;
    private const int BucketSize = CacheLine / sizeof(uint);   // entries

    // Random, so that no file can choose its collisions; odd, so that it loses nothing.
    private static readonly ulong s_multiplier = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)) | 1;

    private readonly uint[] _bytePairs = new uint[1 << 16];   // by first byte and, above it, second: what they merge into
    private readonly ulong[] _parts;      // by number: the pair it comes from
    private readonly int[] _ids;          // by number: the id; below zero: ~id of a late token
    private readonly uint[] _buckets;     // entries: bits of the pair's hash, below them the number; 0: empty. Pinned, for its alignment
    private readonly int _firstBucket;    // offset
    private readonly int _bucketCount;
    private readonly int _numberBits;
    private int _count = Bytes;

    /// <param name="tokens">How many arise by merging, at most: below 2^21 - 256, as there are no more merges.</param>
    private CanonicalMerges(int tokens)
    {
        _parts = new ulong[tokens + Bytes];
        Array.Fill(_parts, ulong.MaxValue, 0, Bytes);
        _ids = new int[tokens + Bytes];
        Array.Fill(_bytePairs, None);
        _numberBits = BitOperations.Log2((uint)_ids.Length) + 1;
        _bucketCount = 1 + (int)((long)tokens * 5 / 3 / BucketSize);   // three fifths full: one bucket of sixty runs over
        _buckets = GC.AllocateArray<uint>(_bucketCount * BucketSize + BucketSize, pinned: true);
        unsafe
        {
            nuint past = (nuint)Unsafe.AsPointer(ref _buckets[0]) % CacheLine;
            _firstBucket = (int)((CacheLine - past) % CacheLine) / sizeof(uint);
        }
    }

    /// <summary>One more than the highest number.</summary>
    public int Count => _count;

    /// <summary>The table of a vocabulary; null if the merges contradict what makes it right.</summary>
    /// <param name="merges">The merges.</param>
    /// <param name="byteTokens">By byte: its id, or -1. Words with a byte of the latter kind must not be looked for here.</param>
    public static CanonicalMerges? Prove(MergeTable merges, int[] byteTokens)
    {
        ulong[] byRank = merges.PairsByRank();
        int size = 1 + byteTokens.Max(), pairs = 0;
        for (int rank = 0; rank < byRank.Length; rank++)
        {
            if (byRank[rank] == MergeTable.NoPair) continue;
            pairs++;
            size = Math.Max(size, 1 + Math.Max(merges.Merged(rank), Math.Max(Left(byRank[rank]), Right(byRank[rank]))));
        }
        var table = new CanonicalMerges(Math.Min(pairs, size));
        return table.TryAddAll(merges, byRank, byteTokens, size) ? table : null;
    }

    /// <summary>What two neighbouring bytes merge into, or <see cref="None"/>: by the first byte and, above it, the second.</summary>
    public ReadOnlySpan<uint> BytePairs => _bytePairs;

    /// <summary>By number: the id, or ~id for a late token.</summary>
    public ReadOnlySpan<int> Ids => _ids;

    /// <summary>What two tokens, not both bytes, merge into, or <see cref="None"/>.</summary>
    public uint Find(uint left, uint right) => new PairFinder(this).Find(left, right);

    /// <summary>What any two tokens merge into, or <see cref="None"/>.</summary>
    public uint FindAny(uint left, uint right) => (left | right) < Bytes ? _bytePairs[left | (right << 8)] : Find(left, right);

    /// <summary>Whether a text that merges to the one token and a text that merges to the other stay two tokens where they meet.</summary>
    /// <remarks>Follows the growth of both halves backwards, from the last merge to the bytes, and looks at the pair at the seam.</remarks>
    public bool MayStandBeside(uint left, uint right)
    {
        uint limit = None;   // when one of the two grows on
        while (true)
        {
            if ((left | right) < Bytes) return _bytePairs[left | (right << 8)] >= limit;
            if (Find(left, right) < limit) return false;
            if (left > right)
            {
                limit = left;
                left = (uint)Right(_parts[left]);
            }
            else
            {
                limit = right + 1;   // of two equal merges the left one happens first
                right = (uint)Left(_parts[right]);
            }
        }
    }

    private bool TryAddAll(MergeTable merges, ulong[] byRank, int[] byteTokens, int size)
    {
        var numbers = new int[size];   // by id
        Array.Fill(numbers, -1);
        for (int b = 0; b < Bytes; b++)
        {
            _ids[b] = byteTokens[b];
            if (byteTokens[b] >= 0) numbers[byteTokens[b]] = b;
        }
        List<int> early = [];   // ranks of merges whose parts do not exist at that time
        for (int rank = 0; rank < byRank.Length; rank++)
        {
            if (byRank[rank] == MergeTable.NoPair) continue;
            int left = numbers[Left(byRank[rank])], right = numbers[Right(byRank[rank])];
            if ((left | right) < 0) early.Add(rank);
            else if (MayStandBeside((uint)left, (uint)right))
            {
                int merged = merges.Merged(rank);
                if (numbers[merged] >= 0) return false;   // a token that arises in two ways: two tokens must have the same string
                numbers[merged] = _count;
                Add((uint)left, (uint)right, merged);
            }
        }
        MarkLate(early, merges, byRank, numbers);
        return true;
    }

    private void Add(uint left, uint right, int id)
    {
        ulong pair = _parts[_count] = Pair(left, right);
        _ids[_count] = id;
        if ((left | right) < Bytes) _bytePairs[left | (right << 8)] = (uint)_count;
        else
        {
            uint hash = Hash(pair, s_multiplier);
            Put((hash << _numberBits) | (uint)_count, Bucket(hash, _bucketCount));
        }
        _count++;
    }

    /// <summary>Puts an entry into the first free place from its bucket on. Of a full bucket's last two entries the larger one comes last if
    /// it has run over into the next bucket, else first: so a look at them tells that there is no more to see.</summary>
    private void Put(uint entry, int bucket)
    {
        while (true)
        {
            Span<uint> entries = _buckets.AsSpan(_firstBucket + bucket, BucketSize);
            int free = entries.IndexOf(0u);
            if (free >= 0) entries[free] = entry;
            bool ranOver = free < 0;
            if (entries[^1] != 0 && entries[^1] > entries[^2] != ranOver) (entries[^1], entries[^2]) = (entries[^2], entries[^1]);
            if (!ranOver) return;
            bucket += BucketSize;
            if (bucket == _bucketCount * BucketSize) bucket = 0;
        }
    }

    /// <summary>A merge that comes before those of its parts happens after all if they can stand beside each other and the token does not
    /// arise otherwise.</summary>
    private void MarkLate(List<int> early, MergeTable merges, ulong[] byRank, int[] numbers)
    {
        var late = new bool[_count];
        foreach (int rank in early)
        {
            int left = numbers[Left(byRank[rank])], right = numbers[Right(byRank[rank])];
            if ((left | right) < 0 || numbers[merges.Merged(rank)] >= 0 || !MayStandBeside((uint)left, (uint)right)) continue;
            late[Math.Max(left, right)] = true;
        }
        for (int number = Bytes; number < _count; number++)
        {
            late[number] |= late[Left(_parts[number])] | late[Right(_parts[number])];
            if (late[number]) _ids[number] = ~_ids[number];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Pair(uint left, uint right) => ((ulong)left << 32) | right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(ulong pair, ulong multiplier) => (uint)(pair * multiplier >> 32);

    /// <summary>The offset of a bucket: the hash scaled to the number of buckets, so by its upper bits; entries hold its lower ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Bucket(uint hash, int bucketCount) => (int)((ulong)hash * (uint)bucketCount >> 32) * BucketSize;

    private static int Left(ulong pair) => (int)(pair >> 32);

    private static int Right(ulong pair) => (int)(uint)pair;

    /// <summary>What a loop that looks for many pairs keeps at hand.</summary>
    internal readonly ref struct PairFinder(CanonicalMerges merges)
    {
        private readonly ref uint _buckets = ref merges._buckets[merges._firstBucket];
        private readonly ref ulong _parts = ref MemoryMarshal.GetArrayDataReference(merges._parts);
        private readonly ulong _multiplier = s_multiplier;
        private readonly int _bucketCount = merges._bucketCount;
        private readonly int _numberBits = merges._numberBits;
        private readonly uint _numbers = (1u << merges._numberBits) - 1;

        /// <inheritdoc cref="CanonicalMerges.Find"/>
        public uint Find(uint left, uint right) => Find(left, right, 0);

        /// <summary>The same without a branch that depends on whether the pair is found: half of them are.</summary>
        /// <param name="left">The left token.</param>
        /// <param name="right">The right one.</param>
        /// <param name="skip">All ones: <see cref="CanonicalMerges.None"/> whatever the pair; else 0.</param>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public uint Find(uint left, uint right, uint skip)
        {
            ulong pair = Pair(left, right);
            uint hash = Hash(pair, _multiplier) & ~skip;   // skipped: the same bucket each time
            ref uint bucket = ref Unsafe.Add(ref _buckets, Bucket(hash, _bucketCount));
            uint same = Same(ref bucket, hash << _numberBits);
            int none = (int)same - 1 >> 31 | (int)skip;
            // If none is the same this is token 0, which no pair makes but none is asked for either.
            uint found = Unsafe.Add(ref bucket, (nuint)((uint)BitOperations.TrailingZeroCount(same) % BucketSize)) & _numbers & ~(uint)none;
            long other = (long)(Unsafe.Add(ref _parts, found) ^ pair) & ~(long)none;
            // Negative where the bucket has run over, see Put.
            long order = ((long)Unsafe.Add(ref bucket, BucketSize - 2) - Unsafe.Add(ref bucket, BucketSize - 1)) & none & ~(int)skip;
            return (other | order >> 63) == 0 ? found | (uint)none : FindFurther(pair);
        }

        /// <summary>Which entries have the bits of the hash.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private uint Same(ref uint bucket, uint hashBits)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                return (uint)Vector512.Equals(Vector512.LoadUnsafe(ref bucket) & Vector512.Create(~_numbers), Vector512.Create(hashBits))
                    .ExtractMostSignificantBits();
            }
            Vector256<uint> bits = Vector256.Create(~_numbers), wanted = Vector256.Create(hashBits);
            return Vector256.Equals(Vector256.LoadUnsafe(ref bucket) & bits, wanted).ExtractMostSignificantBits()
                | (Vector256.Equals(Vector256.LoadUnsafe(ref bucket, 8) & bits, wanted).ExtractMostSignificantBits() << 8);
        }

        /// <summary>The odd cases: a bucket that has run over into the next one, or bits of the hash that agree by chance.</summary>
        [MethodImpl(MethodImplOptions.NoInlining)]
        private uint FindFurther(ulong pair)
        {
            for (int slot = Bucket(Hash(pair, _multiplier), _bucketCount); ;)
            {
                uint entry = Unsafe.Add(ref _buckets, slot);
                if (entry == 0) return None;
                if (Unsafe.Add(ref _parts, entry & _numbers) == pair) return entry & _numbers;
                if (++slot == _bucketCount * BucketSize) slot = 0;
            }
        }
    }
}
