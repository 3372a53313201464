using System.Buffers;
using System.Runtime.CompilerServices;

namespace EdgeAgent.Tokenizers.Bpe;

/// <summary>Byte pair encoding proper: merges neighbouring tokens, always the pair of lowest rank, the leftmost of equals, until none
/// merges.</summary>
/// <remarks>Source: Sennrich, Haddow, Birch, "Neural Machine Translation of Rare Words with Subword Units" (2016), with ranks as GPT-2 has
/// them.</remarks>
internal static class BpeMerger
{
    /// <summary>Up to this length one scan for the lowest rank per merge is cheaper than a heap.</summary>
    public const int LongestScanned = 48;

    /// <summary>Merges in place.</summary>
    /// <param name="tokens">Token ids; the result comes to lie at its beginning.</param>
    /// <param name="merges">The pairs that merge.</param>
    /// <returns>How many tokens remain.</returns>
    public static int Merge(Span<int> tokens, MergeTable merges)
    {
        if (tokens.Length > LongestScanned) return MergeByHeap(tokens, merges);
        Span<int> ranks = stackalloc int[tokens.Length];
        for (int i = 0; i + 1 < tokens.Length; i++) ranks[i] = merges.Rank(tokens[i], tokens[i + 1]);
        return MergeByScanning(tokens, ranks, new TableRanks(merges));
    }

    /// <summary>Quadratic, without any allocation: for words.</summary>
    /// <param name="tokens">Token ids; the result comes to lie at its beginning.</param>
    /// <param name="ranks">As long as <paramref name="tokens"/>; [i] is the rank of the pair (i, i + 1). Overwritten.</param>
    /// <param name="merges">The pairs that merge.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int MergeByScanning<TRanks>(Span<int> tokens, Span<int> ranks, TRanks merges)
        where TRanks : struct, IMergeRanks
    {
        int count = tokens.Length;
        ranks = ranks[..count];   // tells the compiler that one bound holds for both
        while (count > 1)
        {
            int best = 0, lowest = ranks[0];
            for (int i = 1; i < count - 1; i++)
            {
                if (ranks[i] >= lowest) continue;
                lowest = ranks[i];
                best = i;
            }
            if (lowest == MergeTable.NoMerge) break;

            tokens[best] = merges.Merged(lowest);
            count--;
            for (int i = best + 1; i < count; i++)
            {
                tokens[i] = tokens[i + 1];
                ranks[i] = ranks[i + 1];
            }
            if (best + 1 < count) ranks[best] = merges.Rank(tokens[best], tokens[best + 1]);
            if (best > 0) ranks[best - 1] = merges.Rank(tokens[best - 1], tokens[best]);
        }
        return count;
    }

    /// <summary>n log n: for text without a pre-tokenizer and for hostile words.</summary>
    internal static int MergeByHeap(Span<int> tokens, MergeTable merges)
    {
        MergeInPlace(tokens, new TableRanks(merges));
        int count = 0;
        foreach (int token in tokens)
            if (token >= 0) tokens[count++] = token;
        return count;
    }

    /// <summary>Merges by a heap of (rank, position) over a linked list.</summary>
    /// <param name="tokens">Token ids; each that remains lies where it begins, and -1 where none does.</param>
    /// <param name="merges">The pairs that merge.</param>
    internal static void MergeInPlace<TRanks>(Span<int> tokens, TRanks merges)
        where TRanks : struct, IMergeRanks
    {
        int[] links = ArrayPool<int>.Shared.Rent(tokens.Length * 2);
        Span<int> next = links.AsSpan(0, tokens.Length);
        Span<int> previous = links.AsSpan(tokens.Length, tokens.Length);
        var heap = new MergeHeap(tokens.Length);
        try
        {
            for (int i = 0; i < tokens.Length; i++) (previous[i], next[i]) = (i - 1, i + 1);
            for (int i = 0; i + 1 < tokens.Length; i++) Push(ref heap, tokens, merges, i, i + 1);
            while (heap.TryPop(out int rank, out int left))
            {
                if (tokens[left] < 0 || next[left] == tokens.Length) continue;   // merged away, or now the last
                int right = next[left];
                if (merges.Rank(tokens[left], tokens[right]) != rank) continue;   // a pair that is no more
                tokens[left] = merges.Merged(rank);
                tokens[right] = -1;
                next[left] = next[right];
                if (next[left] < tokens.Length)
                {
                    previous[next[left]] = left;
                    Push(ref heap, tokens, merges, left, next[left]);
                }
                if (previous[left] >= 0) Push(ref heap, tokens, merges, previous[left], left);
            }
        }
        finally
        {
            heap.Dispose();
            ArrayPool<int>.Shared.Return(links);
        }
    }

    private static void Push<TRanks>(ref MergeHeap heap, ReadOnlySpan<int> tokens, TRanks merges, int left, int right)
        where TRanks : struct, IMergeRanks
    {
        int rank = merges.Rank(tokens[left], tokens[right]);
        if (rank != MergeTable.NoMerge) heap.Push(rank, left);
    }
}
