using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EdgeAgent.Tokenizers.Bpe;

/// <summary>What encoding many words at once needs beside the model. Not thread-safe; each encoding borrows one.</summary>
internal sealed class WordBatch
{
    /// <summary>How many words there are at most.</summary>
    public const int Capacity = 64;

    private readonly Vector128<ulong>[] _keys = new Vector128<ulong>[Capacity];
    private readonly int[] _slots = new int[Capacity];       // in the word cache; -1: a long word
    private readonly int[] _merged = new int[Capacity];      // which of the merger's words; -1: none
    private readonly WordMerger _merger = new();

    /// <summary>Encodes words by cache and, where that does not have them, by merging side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Encode(BpeModel model, CanonicalMerges merges, ReadOnlySpan<byte> text, int start, ReadOnlySpan<int> ends, WordCache cache, ref IdBuffer ids)
    {
        ends = ends[..Math.Min(ends.Length, Capacity)];
        FindEntries(text, start, ends, cache);
        MergeMissing(model, merges, text, start, ends, cache);
        // A token has at least a byte, and an unknown one may stand for each byte; copying goes past the ids by less than a word.
        ref int first = ref ids.Reserve(ends[^1] - start + 2 * WordCache.LongestWord);
        ref int target = ref first;
        ref int numberIds = ref MemoryMarshal.GetReference(merges.Ids);
        for (int i = 0; i < ends.Length; i++)
        {
            int end = ends[i], slot = _slots[i];
            if (slot >= 0 && cache.Holds(slot, _keys[i])) target = ref Unsafe.Add(ref target, cache.Write(slot, ref target));
            else
            {
                int count, all = -1;
                count = _merged[i] >= 0 ? _merger.Write(_merged[i], ref numberIds, ref target, out all) : 0;
                if (all < 0) count = model.EncodeAlone(text[start..end], ref target);
                if (slot >= 0) cache.Set(slot, _keys[i], ref target, count);
                target = ref Unsafe.Add(ref target, count);
            }
            start = end;
        }
        ids.Take((int)(Unsafe.ByteOffset(ref first, ref target) / sizeof(int)));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FindEntries(ReadOnlySpan<byte> text, int start, ReadOnlySpan<int> ends, WordCache cache)
    {
        ref byte first = ref MemoryMarshal.GetReference(text);
        int lastWhole = text.Length - Vector128<byte>.Count;
        for (int i = 0; i < ends.Length; i++)
        {
            int length = ends[i] - start;
            _merged[i] = -1;
            if (length > WordCache.LongestWord) _slots[i] = -1;
            else
            {
                Vector128<ulong> key = start <= lastWhole ? WordCache.Key(ref Unsafe.Add(ref first, start), length) : KeyAtEnd(text.Slice(start, length));
                _keys[i] = key;
                _slots[i] = WordCache.Slot(key);
                cache.Prefetch(_slots[i]);
            }
            start = ends[i];
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector128<ulong> KeyAtEnd(ReadOnlySpan<byte> word)
    {
        (ulong low, ulong high) = WordCache.Key(word);
        return Vector128.Create(low, high);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MergeMissing(BpeModel model, CanonicalMerges merges, ReadOnlySpan<byte> text, int start, ReadOnlySpan<int> ends, WordCache cache)
    {
        ref uint bytePairs = ref MemoryMarshal.GetReference(merges.BytePairs);
        _merger.Clear();
        for (int i = 0; i < ends.Length; i++)
        {
            int length = ends[i] - start;
            if (_slots[i] >= 0 && !cache.Holds(_slots[i], _keys[i]) && !model.IsWhole(text.Slice(start, length)))
            {
                _merged[i] = _merger.Count;
                // The key holds the word's bytes: no need to care for the text's end.
                _merger.Add(ref Unsafe.As<Vector128<ulong>, byte>(ref _keys[i]), length, ref bytePairs);
            }
            start = ends[i];
        }
        if (_merger.Count > 0) _merger.Run(merges);
    }
}
