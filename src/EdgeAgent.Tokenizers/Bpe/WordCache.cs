using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace EdgeAgent.Tokenizers.Bpe;

/// <summary>The ids of short words seen before: direct-mapped, of fixed size, so that it neither grows nor needs care.</summary>
/// <remarks>Not thread-safe: each encoding borrows one. Natural text repeats its words; a hit costs one cache line.</remarks>
internal sealed class WordCache
{
    /// <summary>Longer words are not kept.</summary>
    public const int LongestWord = 15;

    private const int Slots = 1 << 15;          // of 32 bytes: 1 MiB
    private const int InlineIds = 3;

    private struct Entry
    {
        public ulong Low, High;                 // the word's bytes; its length in the topmost byte, so no word is all zero
        public int A, B, C;                     // the ids, or in A where they lie in _more
        public int Count;
    }

    private readonly Entry[] _entries = new Entry[Slots];
    private int[] _more = new int[1 << 12];
    private int _moreUsed;

    /// <summary>A word's key as <see cref="Key(ReadOnlySpan{byte})"/> makes it, without a branch on its length.</summary>
    /// <param name="first">The first of 16 bytes; those behind the word may be anything.</param>
    /// <param name="length">1 to <see cref="LongestWord"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> Key(ref byte first, int length)
    {
        Vector128<byte> mask = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(KeptBytes), (nuint)(16 - length));
        Vector128<byte> word = Vector128.LoadUnsafe(ref first) & mask;
        return word.AsUInt64() | Vector128.Create(0ul, (ulong)length << 56);
    }

    // From offset 16 - n on: n bytes of ones, then zeros.
    private static ReadOnlySpan<byte> KeptBytes =>
    [
        0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    /// <summary>Which entry a key may have.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Slot(Vector128<ulong> key) => (int)ByteHash.Of(key[0], key[1]) & (Slots - 1);

    /// <summary>Asks for an entry's cache line ahead of its use, where the processor can be asked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Prefetch(int slot)
    {
        if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_entries), slot)));
    }

    /// <summary>Whether the entry is the key's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Holds(int slot, Vector128<ulong> key)
        => Vector128.LoadUnsafe(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_entries), slot).Low) == key;

    /// <summary>Writes the ids of an entry.</summary>
    /// <param name="slot">The entry.</param>
    /// <param name="target">Room for its ids, and for <see cref="LongestWord"/>.</param>
    /// <returns>How many ids.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Write(int slot, ref int target)
    {
        ref Entry entry = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_entries), slot);
        if (entry.Count > InlineIds) _more.AsSpan(entry.A, entry.Count).CopyTo(MemoryMarshal.CreateSpan(ref target, entry.Count));
        else Vector128.LoadUnsafe(ref entry.A).StoreUnsafe(ref target);
        return entry.Count;
    }

    /// <summary>Keeps the ids of a word.</summary>
    public void Set(int slot, Vector128<ulong> key, ref int ids, int count)
        => Set(slot, key[0], key[1], MemoryMarshal.CreateReadOnlySpan(ref ids, count));

    /// <summary>The key of a word of 1 to <see cref="LongestWord"/> bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (ulong Low, ulong High) Key(ReadOnlySpan<byte> word)
    {
        int n = word.Length;
        ref byte first = ref MemoryMarshal.GetReference(word);
        ulong length = (ulong)n << 56;
        if (n >= 8)
        {
            ulong last = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, n - 8));
            return (Unsafe.ReadUnaligned<ulong>(ref first), n == 8 ? length : length | (last >> (8 * (16 - n))));
        }
        if (n >= 4)
        {
            ulong last = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref first, n - 4));
            return (Unsafe.ReadUnaligned<uint>(ref first) | (last << (8 * (n - 4))), length);   // overlapping bytes agree
        }
        return (first | ((ulong)Unsafe.Add(ref first, n >> 1) << (8 * (n >> 1))) | ((ulong)Unsafe.Add(ref first, n - 1) << (8 * (n - 1))),
            length);
    }

    /// <summary>Adds the word's ids to <paramref name="ids"/> if it is known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryAppend(ulong low, ulong high, ref IdBuffer ids)
    {
        ref Entry entry = ref _entries[(int)ByteHash.Of(low, high) & (Slots - 1)];
        if (entry.Low != low || entry.High != high) return false;
        if (entry.Count == 1) ids.Add(entry.A);
        else AppendSeveral(ref entry, ref ids);
        return true;
    }

    /// <summary>Keeps the ids of a word.</summary>
    public void Set(ulong low, ulong high, ReadOnlySpan<int> word)
        => Set((int)ByteHash.Of(low, high) & (Slots - 1), low, high, word);

    private void Set(int slot, ulong low, ulong high, ReadOnlySpan<int> word)
    {
        int more = word.Length > InlineIds ? word.Length : 0;
        if (_moreUsed + more > _more.Length) MakeRoom();
        ref Entry entry = ref _entries[slot];
        entry = new Entry { Low = low, High = high, Count = word.Length };
        if (more > 0)
        {
            entry.A = _moreUsed;
            word.CopyTo(_more.AsSpan(_moreUsed));
            _moreUsed += more;
            return;
        }
        if (word.Length > 0) entry.A = word[0];
        if (word.Length > 1) entry.B = word[1];
        if (word.Length > 2) entry.C = word[2];
    }

    private void AppendSeveral(ref Entry entry, ref IdBuffer ids)
    {
        if (entry.Count > InlineIds) ids.AddRange(_more.AsSpan(entry.A, entry.Count));
        else ids.AddRange(MemoryMarshal.CreateReadOnlySpan(ref entry.A, entry.Count));
    }

    /// <summary>Replaced entries leave their longer ids behind: when those fill their array, it grows up to a limit, then everything is
    /// forgotten.</summary>
    private void MakeRoom()
    {
        if (_more.Length < Slots * 4)
        {
            Array.Resize(ref _more, _more.Length * 4);
            return;
        }
        Array.Clear(_entries);
        _moreUsed = 0;
    }
}
