using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EdgeAgent.Tokenizers.Bpe;

/// <summary>Encodes many words at once, so that what one waits for, a line of the cache or of a table, comes while others are worked on.
/// </summary>
/// <remarks>Three passes: where each word would be in the cache; merging, side by side, of those that are not there; the ids of all, in
/// order. Not thread-safe; each encoding borrows one. The loops go by references into arrays of <see cref="Capacity"/>, which bounds them,
/// and are compiled for speed at once: few texts are long enough to wait for the runtime to find them hot.</remarks>
internal sealed class WordBatch
{
    /// <summary>How many words there are at most.</summary>
    public const int Capacity = WordMerger.Capacity;

    private const int LongWord = -1, NotMerged = -1;

    private readonly Vector128<ulong>[] _keys = new Vector128<ulong>[Capacity];
    private readonly int[] _slots = new int[Capacity];       // in the word cache, or LongWord
    private readonly int[] _merged = new int[Capacity];      // which of the merger's words, or NotMerged
    private readonly WordMerger _merger = new();
    private LongWordCache? _longWords;

    /// <summary>Encodes words by cache and, where that does not have them, by merging side by side.</summary>
    /// <param name="model">The model; it has canonical merges.</param>
    /// <param name="text">The text that the words lie in.</param>
    /// <param name="start">Where the first begins.</param>
    /// <param name="ends">Where each ends and the next begins; at most <see cref="Capacity"/>.</param>
    /// <param name="cache">A cache used with this model only.</param>
    /// <param name="ids">Where the ids go.</param>
    public void Encode(BpeModel model, ReadOnlySpan<byte> text, int start, ReadOnlySpan<int> ends, WordCache cache, ref IdBuffer ids)
    {
        if (ends.Length > Capacity) throw new ArgumentOutOfRangeException(nameof(ends));
        FindSlots(text, start, ends, cache);
        MergeMissing(model, text, start, ends, cache);
        Write(model, text, start, ends, cache, ref ids);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FindSlots(ReadOnlySpan<byte> text, int start, ReadOnlySpan<int> ends, WordCache cache)
    {
        ref byte first = ref MemoryMarshal.GetReference(text);
        ref Vector128<ulong> keys = ref MemoryMarshal.GetArrayDataReference(_keys);
        ref int slots = ref MemoryMarshal.GetArrayDataReference(_slots);
        ulong seed = ByteHash.Seed;
        int lastWhole = text.Length - Vector128<byte>.Count;
        for (int i = 0; i < ends.Length; i++)
        {
            int length = ends[i] - start, slot = LongWord;
            if (length <= WordCache.LongestWord)
            {
                Vector128<ulong> key = start <= lastWhole ? WordCache.Key(ref Unsafe.Add(ref first, start), length)
                    : WordCache.Key(text.Slice(start, length));
                Unsafe.Add(ref keys, i) = key;
                slot = WordCache.Slot(key, seed);
                cache.Prefetch(slot);
            }
            Unsafe.Add(ref slots, i) = slot;
            start = ends[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MergeMissing(BpeModel model, ReadOnlySpan<byte> text, int start, ReadOnlySpan<int> ends, WordCache cache)
    {
        ref uint bytePairs = ref MemoryMarshal.GetReference(model.Canonical!.BytePairs);
        ref Vector128<ulong> keys = ref MemoryMarshal.GetArrayDataReference(_keys);
        ref int slots = ref MemoryMarshal.GetArrayDataReference(_slots);
        ref int merged = ref MemoryMarshal.GetArrayDataReference(_merged);
        UnmergedWords? unmerged = model.Unmerged;
        _merger.Clear();
        for (int i = 0; i < ends.Length; i++)
        {
            int length = ends[i] - start, slot = Unsafe.Add(ref slots, i);
            int first = start;
            start = ends[i];
            ref Vector128<ulong> key = ref Unsafe.Add(ref keys, i);
            Unsafe.Add(ref merged, i) = NotMerged;
            if (slot == LongWord || cache.Has(slot, key)) continue;
            if (unmerged is not null && unmerged.MayHave(slot) && model.IsWhole(text[first..start])) continue;
            Unsafe.Add(ref merged, i) = _merger.Count;
            _merger.Add(ref Unsafe.As<Vector128<ulong>, byte>(ref key), length, ref bytePairs);   // a key begins with the word
        }
        if (_merger.Count > 0) _merger.Run(model.Canonical);
    }

    /// <summary>Writes the ids of all words in order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Write(BpeModel model, ReadOnlySpan<byte> text, int start, ReadOnlySpan<int> ends, WordCache cache, ref IdBuffer ids)
    {
        const int Room = Capacity * WordCache.LongestWord + WordCache.Slack;   // a token has at least a byte
        ref Vector128<ulong> keys = ref MemoryMarshal.GetArrayDataReference(_keys);
        ref int slots = ref MemoryMarshal.GetArrayDataReference(_slots);
        ref int merged = ref MemoryMarshal.GetArrayDataReference(_merged);
        ref int numberIds = ref MemoryMarshal.GetReference(model.Canonical!.Ids);
        ref int target = ref ids.Reserve(Room);
        int count = 0;
        for (int i = 0; i < ends.Length; i++)
        {
            int slot = Unsafe.Add(ref slots, i);
            ref int next = ref Unsafe.Add(ref target, count);
            // A word missing before may have come in since, and one that was there may have been replaced.
            if (slot != LongWord && cache.Has(slot, Unsafe.Add(ref keys, i))) count += cache.Write(slot, ref next);
            else
            {
                int word = Unsafe.Add(ref merged, i), added = word == NotMerged ? 0 : _merger.Write(word, ref numberIds, ref next);
                if (added > 0) cache.Set(slot, Unsafe.Add(ref keys, i), MemoryMarshal.CreateReadOnlySpan(ref next, added));
                else
                {
                    ids.Take(count);
                    EncodeAlone(model, text[start..ends[i]], i, cache, ref ids);
                    target = ref ids.Reserve(Room);
                    count = 0;
                }
                count += added;
            }
            start = ends[i];
        }
        ids.Take(count);
    }

    /// <summary>A long word, a whole one that merging does not make, or one whose merging does not tell.</summary>
    private void EncodeAlone(BpeModel model, ReadOnlySpan<byte> word, int i, WordCache cache, ref IdBuffer ids)
    {
        int before = ids.Count;
        if (_slots[i] != LongWord)
        {
            model.EncodeUncached(word, ref ids);
            cache.Set(_slots[i], _keys[i], ids.Ids[before..]);
        }
        else if (word.Length > LongWordCache.LongestWord) model.EncodeUncached(word, ref ids);
        else
        {
            uint hash = ByteHash.Of(word);
            _longWords ??= new();
            if (_longWords.TryAppend(word, hash, ref ids)) return;
            model.EncodeUncached(word, ref ids);
            _longWords.Set(word, hash, ids.Ids[before..]);
        }
    }
}
