using System.Diagnostics;
using System.Numerics;
using EdgeAgent.Grammar;

namespace EdgeAgent.Benchmarks.Walks;

/// <summary>Takes any allowed token, again and again, until the text ends.</summary>
/// <remarks>Every fourth token, and nearly every one once the text is long, is one that closes something where such a one is allowed: else
/// strings and lists would hardly ever end. In long texts hints are tried too.</remarks>
internal sealed class RandomWalk(WalkVocabulary vocabulary)
{
    private const int Long = 150, MaxBytes = 200_000, Attempts = 8;

    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(20);

    private readonly ulong[] _words = new ulong[vocabulary.Grammar.WordCount];

    /// <summary>Walks to the end.</summary>
    /// <param name="hints">Token ids of texts that may help to the end; may be none.</param>
    /// <returns>Null, or what went wrong: a dead end, a token that the mask allows and the matcher refuses, a text without end.</returns>
    public string? Run(GrammarMatcher matcher, Random random, List<int[]> hints, int maxBytes = MaxBytes)
    {
        long start = Stopwatch.GetTimestamp();
        while (!matcher.IsEnded)
        {
            if (Stopwatch.GetElapsedTime(start) > s_longest) return $"no end within {s_longest.TotalSeconds} s";
            if (hints.Count > 0 && matcher.Length > Long && random.Next(4) == 0) Try(hints, matcher, random);
            ReadOnlySpan<ulong> mask = matcher.FillMask(_words).Words;
            int closing = Count(mask, vocabulary.Closing), all = Count(mask, mask);
            if (all == 0) return "a dead end: no token is allowed";
            bool close = closing > 0 && (matcher.Length > Long ? random.Next(10) > 0 : random.Next(4) == 0);
            int id = close ? At(mask, vocabulary.Closing, random.Next(closing)) : At(mask, mask, random.Next(all));
            if (!matcher.TryAccept(id)) return $"the mask allows token {id}, and it is not accepted";
            if (matcher.Length > maxBytes) return $"no end within {maxBytes} bytes";
        }
        return null;
    }

    /// <summary>Some hints in a row; one that is refused on the way is taken back.</summary>
    private static void Try(List<int[]> hints, GrammarMatcher matcher, Random random)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            int before = matcher.TokenCount;
            if (Array.TrueForAll(hints[random.Next(hints.Count)], matcher.TryAccept))
            {
                if (random.Next(2) == 0) return;
                continue;
            }
            matcher.Rollback(matcher.TokenCount - before);
        }
    }

    private static int Count(ReadOnlySpan<ulong> mask, ReadOnlySpan<ulong> of)
    {
        int count = 0;
        for (int i = 0; i < mask.Length; i++) count += BitOperations.PopCount(mask[i] & of[i]);
        return count;
    }

    /// <summary>The id of the n-th token that is in both.</summary>
    private static int At(ReadOnlySpan<ulong> mask, ReadOnlySpan<ulong> of, int n)
    {
        for (int i = 0; ; i++)
        {
            ulong word = mask[i] & of[i];
            int count = BitOperations.PopCount(word);
            if (n < count)
            {
                for (; n > 0; n--) word &= word - 1;
                return (i << 6) | BitOperations.TrailingZeroCount(word);
            }
            n -= count;
        }
    }
}
