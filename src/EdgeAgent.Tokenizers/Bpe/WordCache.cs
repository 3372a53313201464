using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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
        public int Count;
        public int A, B, C;                     // the ids, or in A where they lie in _more
    }

    private readonly Entry[] _entries = new Entry[Slots];
    private int[] _more = new int[1 << 12];
    private int _moreUsed;

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
    {
        int more = word.Length > InlineIds ? word.Length : 0;
        if (_moreUsed + more > _more.Length) MakeRoom();
        ref Entry entry = ref _entries[(int)ByteHash.Of(low, high) & (Slots - 1)];
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
