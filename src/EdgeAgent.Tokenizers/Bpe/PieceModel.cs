using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using EdgeAgent.Tokenizers.Pipeline;

namespace EdgeAgent.Tokenizers.Bpe;

/// <summary>What a piece of text becomes: the model part of a tokenizer.</summary>
/// <remarks>Immutable and thread-safe; the <see cref="WordCache"/> is the caller's.</remarks>
internal abstract class PieceModel
{
    /// <summary>Tokens as the file writes them.</summary>
    public required TokenTable Vocabulary { get; init; }

    /// <summary>The tokens' bytes.</summary>
    public required TokenTable Bytes { get; init; }

    /// <summary>Adds the ids of a piece.</summary>
    /// <param name="piece">At least one byte; of any kind.</param>
    /// <param name="cache">A cache used with this model only.</param>
    /// <param name="ids">Where the ids go.</param>
    public abstract void Encode(ReadOnlySpan<byte> piece, WordCache cache, ref IdBuffer ids);

    /// <summary>Adds the ids of a short text from the cache where it is known, else as <see cref="EncodeUncached"/> does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected void EncodeCached(ReadOnlySpan<byte> piece, WordCache cache, ref IdBuffer ids)
    {
        if (piece.Length > WordCache.LongestWord)
        {
            EncodeUncached(piece, ref ids);
            return;
        }
        Vector128<ulong> key = WordCache.Key(piece);
        int slot = WordCache.Slot(key);
        if (cache.TryAppend(slot, key, ref ids)) return;
        int before = ids.Count;
        EncodeUncached(piece, ref ids);
        cache.Set(slot, key, ids.Ids[before..]);
    }

    /// <summary>Adds the ids of a word, or of a part that nothing reaches across, by itself.</summary>
    public abstract void EncodeUncached(ReadOnlySpan<byte> word, ref IdBuffer ids);

    /// <summary>Finds where in a piece the tokens lie that <see cref="Encode"/> made of it.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="ids">What <see cref="Encode"/> added for it.</param>
    /// <param name="ranges">As long as <paramref name="ids"/>: the bytes that each id stands for, one at least.</param>
    public abstract void Locate(ReadOnlySpan<byte> piece, ReadOnlySpan<int> ids, Span<Offsets.ByteRange> ranges);

    /// <summary>Adds the ids of neighbouring pieces.</summary>
    /// <param name="text">The text that they lie in.</param>
    /// <param name="start">Where the first begins.</param>
    /// <param name="ends">Where each ends and the next begins; at most <see cref="WordBatch.Capacity"/>.</param>
    /// <param name="workspace">Its cache is used with this model only.</param>
    /// <param name="ids">Where the ids go.</param>
    public virtual void EncodeAll(ReadOnlySpan<byte> text, int start, ReadOnlySpan<int> ends, EncodeWorkspace workspace, ref IdBuffer ids)
    {
        foreach (int end in ends)
        {
            Encode(text[start..end], workspace.Words, ref ids);
            start = end;
        }
    }
}
