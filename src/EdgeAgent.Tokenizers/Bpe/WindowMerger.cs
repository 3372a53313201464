using System.Buffers;

namespace EdgeAgent.Tokenizers.Bpe;

/// <summary>Merges a word without end, such as 100 MB of one letter, in linear time and little memory: window by window.</summary>
/// <remarks>
/// If any two neighbours of some tokens may stand beside each other, the tokens are what merging their whole text gives: a merge that ends
/// otherwise would have to join two neighbours that by themselves never join. So the tokens of one window up to a place, and those of an
/// overlapping window from that place on, are right together if tokens of both begin there and the two that meet may do so.
/// </remarks>
internal static class WindowMerger
{
    /// <summary>Bytes of a window.</summary>
    public const int Window = 1 << 12;

    private const int Overlap = 1 << 9;   // several times the longest token

    /// <summary>Adds the ids of a word; false, and nothing added, where windows do not fit together or the merges do not prove enough.</summary>
    /// <param name="word">The word.</param>
    /// <param name="merges">The merges.</param>
    /// <param name="ids">Where the ids go.</param>
    /// <param name="work">How many bytes were merged, those of overlaps twice.</param>
    public static bool TryEncode(ReadOnlySpan<byte> word, CanonicalMerges merges, ref IdBuffer ids, out long work)
    {
        int[] rented = ArrayPool<int>.Shared.Rent(2 * Window);
        int before = ids.Count;
        try
        {
            bool done = TryEncode(word, merges, rented.AsSpan(0, Window), rented.AsSpan(Window, Window), ref ids, out work);
            if (!done) ids.Truncate(before);
            return done;
        }
        finally
        {
            ArrayPool<int>.Shared.Return(rented);
        }
    }

    private static bool TryEncode(ReadOnlySpan<byte> word, CanonicalMerges merges, Span<int> free, Span<int> other, ref IdBuffer ids, out long work)
    {
        int start = 0, done = 0;   // where the window begins; up to where its tokens have been added
        Span<int> tokens = Merge(word, start, merges, free);
        work = tokens.Length;
        while (start + tokens.Length < word.Length)
        {
            int next = start + tokens.Length - Overlap;
            while (tokens[next - start] < 0) next--;
            if (next <= done) return false;
            Span<int> nextTokens = Merge(word, next, merges, other);
            work += nextTokens.Length;
            int place = PlaceToJoin(tokens[(next - start)..], nextTokens, LastToken(tokens[..(next - start)]), merges);
            if (place < 0 || !TryAdd(tokens[(done - start)..(next + place - start)], merges, ref ids)) return false;
            done = next + place;
            start = next;
            Span<int> last = free;
            free = other;
            other = last;
            tokens = nextTokens;
        }
        return TryAdd(tokens[(done - start)..], merges, ref ids);
    }

    /// <summary>The tokens of a window, each where it begins; -1 elsewhere.</summary>
    private static Span<int> Merge(ReadOnlySpan<byte> word, int start, CanonicalMerges merges, Span<int> tokens)
    {
        ReadOnlySpan<byte> window = word.Slice(start, Math.Min(Window, word.Length - start));
        tokens = tokens[..window.Length];
        for (int i = 0; i < tokens.Length; i++) tokens[i] = window[i];
        BpeMerger.MergeInPlace(tokens, new CanonicalRanks(merges));
        return tokens;
    }

    /// <summary>The first place where both windows have a token and what comes before it in the one may stand beside what the other has
    /// there; -1 if there is none.</summary>
    /// <param name="tokens">The one, from where the other begins.</param>
    /// <param name="others">The other.</param>
    /// <param name="before">The token before them.</param>
    /// <param name="merges">The merges.</param>
    private static int PlaceToJoin(ReadOnlySpan<int> tokens, ReadOnlySpan<int> others, int before, CanonicalMerges merges)
    {
        for (int i = 0; i < Math.Min(tokens.Length, others.Length); i++)
        {
            if (tokens[i] < 0) continue;
            if (others[i] >= 0 && merges.MayStandBeside((uint)before, (uint)others[i])) return i;
            before = tokens[i];
        }
        return -1;
    }

    private static int LastToken(ReadOnlySpan<int> tokens) => tokens[tokens.LastIndexOfAnyExcept(-1)];

    private static bool TryAdd(ReadOnlySpan<int> tokens, CanonicalMerges merges, ref IdBuffer ids)
    {
        foreach (int token in tokens)
        {
            if (token < 0) continue;
            int id = merges.Ids[token];
            if (id < 0) return false;   // a byte without a token, or a late token
            ids.Add(id);
        }
        return true;
    }
}
