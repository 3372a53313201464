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
    public const int LongestWord = WordMerger.LongestWord;   // a key has 16 bytes, one of them the length

    /// <summary>How many words it holds at most.</summary>
    public const int Slots = 1 << 15;           // of 32 bytes: 1 MiB

    /// <summary>How far behind a word's ids <see cref="Write"/> may write.</summary>
    public const int Slack = 4;

    private const int InlineIds = 3;

    private struct Entry
    {
        public Vector128<ulong> Key;
        public int A, B, C;                     // the ids, or in A where they lie in _more
        public int Count;
    }

    private readonly Entry[] _entries = new Entry[Slots];
    private int[] _more = new int[1 << 12];
    private int _moreUsed;

    // From offset 16 - n on: n bytes of ones, then zeros.
    private static ReadOnlySpan<byte> KeptBytes =>
    [
        0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    /// <summary>The key of a word of 1 to <see cref="LongestWord"/> bytes: its bytes, zeros, and its length in the last byte, so that no
    /// key is all zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> Key(ReadOnlySpan<byte> word)
    {
        int n = word.Length;
        ref byte first = ref MemoryMarshal.GetReference(word);
        ulong length = (ulong)n << 56;
        if (n >= 8)
        {
            ulong last = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, n - 8));
            return Vector128.Create(Unsafe.ReadUnaligned<ulong>(ref first), n == 8 ? length : length | (last >> (8 * (16 - n))));
        }
        if (n >= 4)
        {
            ulong last = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref first, n - 4));
            return Vector128.Create(Unsafe.ReadUnaligned<uint>(ref first) | (last << (8 * (n - 4))), length);   // overlapping bytes agree
        }
        return Vector128.Create(
            first | ((ulong)Unsafe.Add(ref first, n >> 1) << (8 * (n >> 1))) | ((ulong)Unsafe.Add(ref first, n - 1) << (8 * (n - 1))), length);
    }

    /// <summary>The same without a branch on the length.</summary>
    /// <param name="first">The first of 16 bytes; those behind the word may be anything.</param>
    /// <param name="length">1 to <see cref="LongestWord"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> Key(ref byte first, int length)
    {
        Vector128<byte> kept = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(KeptBytes), (nuint)(16 - length));
        return (Vector128.LoadUnsafe(ref first) & kept).AsUInt64() | Vector128.Create(0ul, (ulong)length << 56);
    }

    /// <summary>Where a key's word is, if it is there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Slot(Vector128<ulong> key) => Slot(key, ByteHash.Seed);

    /// <summary>The same with the seed at hand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Slot(Vector128<ulong> key, ulong seed) => (int)ByteHash.Of(key[0], key[1], seed) & (Slots - 1);

    /// <summary>Asks for a slot's cache line ahead of its use, where the processor can be asked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Prefetch(int slot)
    {
        if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref At(slot)));   // of an address that may move: it is a hint
    }

    /// <summary>Whether the word is there.</summary>
    /// <param name="slot">The key's slot.</param>
    /// <param name="key">The key.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Has(int slot, Vector128<ulong> key) => At(slot).Key == key;

    /// <summary>Writes the ids of a word that is there.</summary>
    /// <param name="slot">Its slot.</param>
    /// <param name="target">Room for its ids and <see cref="Slack"/> more.</param>
    /// <returns>How many ids.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Write(int slot, ref int target)
    {
        ref Entry entry = ref At(slot);
        int count = entry.Count;
        if (count > InlineIds) WriteMore(ref entry, ref target);
        else Vector128.LoadUnsafe(ref entry.A).StoreUnsafe(ref target);
        return count;
    }

    /// <summary>Adds the word's ids to <paramref name="ids"/> if it is there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryAppend(int slot, Vector128<ulong> key, ref IdBuffer ids)
    {
        if (!Has(slot, key)) return false;
        ref Entry entry = ref At(slot);
        if (entry.Count == 1) ids.Add(entry.A);
        else AppendSeveral(ref entry, ref ids);
        return true;
    }

    /// <summary>Keeps the ids of a word, in place of those that its slot has.</summary>
    public void Set(int slot, Vector128<ulong> key, ReadOnlySpan<int> word)
    {
        int more = word.Length > InlineIds ? word.Length : 0;
        if (_moreUsed + more > _more.Length) MakeRoom();
        ref Entry entry = ref At(slot);
        entry.Key = key;
        entry.Count = word.Length;
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

    /// <summary>Slots come from <see cref="Slot(Vector128{ulong}, ulong)"/> and lie within the array.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Entry At(int slot) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_entries), slot);

    private void WriteMore(ref Entry entry, ref int target)
        => _more.AsSpan(entry.A, entry.Count).CopyTo(MemoryMarshal.CreateSpan(ref target, entry.Count));

    private void AppendSeveral(ref Entry entry, ref IdBuffer ids)
    {
        if (entry.Count > InlineIds) ids.AddRange(_more.AsSpan(entry.A, entry.Count));
        else ids.AddRange(MemoryMarshal.CreateReadOnlySpan(ref entry.A, entry.Count));
    }

    /// <summary>Replaced entries leave their longer ids behind: when those fill their array, it grows up to a limit, then everything is
    /// forgotten.</summary>
    private void MakeRoom()
    {
        if (_more.Length < Slots * 8)
        {
            Array.Resize(ref _more, _more.Length * 2);
            return;
        }
        Array.Clear(_entries);
        _moreUsed = 0;
    }
}
