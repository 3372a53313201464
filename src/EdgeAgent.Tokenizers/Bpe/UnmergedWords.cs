using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EdgeAgent.Tokenizers.Bpe;

/// <summary>The short tokens that merging does not make, to be found as whole words only: a filter by hash, some hundred of a hundred
/// thousand.</summary>
internal sealed class UnmergedWords
{
    private readonly ulong[] _slots = new ulong[WordCache.Slots / 64];   // a bit for each entry that the word cache might have such a word in

    /// <param name="bytes">Every token.</param>
    /// <param name="merges">Which arise by merging.</param>
    public UnmergedWords(TokenTable bytes, CanonicalMerges merges)
    {
        var merged = new bool[bytes.Size];
        foreach (int id in merges.Ids)
            if ((uint)id < (uint)merged.Length) merged[id] = true;
        for (int id = 0; id < merged.Length; id++)
        {
            ReadOnlySpan<byte> token = bytes[id];
            if (merged[id] || token.Length is 0 or > WordCache.LongestWord) continue;
            int slot = WordCache.Slot(WordCache.Key(token));
            _slots[slot / 64] |= 1ul << slot;
        }
    }

    /// <summary>Whether a word with that place in the cache may be one of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MayHave(int slot) => (_slots[slot / 64] >> slot & 1) != 0;
}
