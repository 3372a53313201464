using System.Diagnostics;
using System.Numerics;
using EdgeAgent.Grammar;

namespace EdgeAgent.Benchmarks.Walks;

/// <summary>Takes any allowed token, again and again, until the text ends.</summary>
/// <remarks>Every fourth token, and nearly every one once the text is long, is one that closes something where such a one is allowed: else
/// strings and lists would hardly ever end. In long texts hints are tried too.</remarks>
internal sealed class RandomWalk(WalkVocabulary vocabulary)
{
    private const int Long = 100, MaxBytes = 20_000, InARow = 4;

    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(20);

    private readonly ulong[] _words = new ulong[vocabulary.Grammar.WordCount];

    /// <summary>What <see cref="Run"/> says of a text without end, before how long it is: that may be chance.</summary>
    public const string Unfinished = "no end within ";

    /// <summary>Walks to the end.</summary>
    /// <param name="hints">Token ids of texts that may help to the end; may be none.</param>
    /// <returns>Null, or what went wrong: a dead end, a token that the mask allows and the matcher refuses, a text without end.</returns>
    public string? Run(GrammarMatcher matcher, Random random, List<int[]> hints, int maxBytes = MaxBytes)
    {
        long start = Stopwatch.GetTimestamp();
        while (!matcher.IsEnded)
        {
            if (Stopwatch.GetElapsedTime(start) > s_longest) return $"{Unfinished}{s_longest.TotalSeconds} s";
            if (hints.Count > 0 && matcher.Length > Long && random.Next(4) == 0) Try(hints, matcher, random);
            ReadOnlySpan<ulong> mask = matcher.FillMask(_words).Words;
            int closing = Count(mask, vocabulary.Closing), all = Count(mask, mask);
            if (all == 0) return "a dead end: no token is allowed";
            bool close = closing > 0 && (matcher.Length > Long ? random.Next(10) > 0 : random.Next(4) == 0);
            int id = close ? At(mask, vocabulary.Closing, random.Next(closing)) : At(mask, mask, random.Next(all));
            if (!matcher.TryAccept(id)) return $"the mask allows token {id}, and it is not accepted";
            if (matcher.Length > maxBytes) return $"{Unfinished}{maxBytes} bytes";
        }
        return null;
    }

    /// <summary>Some hints in a row, each the next that is accepted from one by chance on: of very many names, those that are still asked for.</summary>
    private static void Try(List<int[]> hints, GrammarMatcher matcher, Random random)
    {
        for (int taken = 0; taken < InARow; taken++)
        {
            (int first, bool isTaken) = (random.Next(hints.Count), false);
            for (int i = 0; i < hints.Count && !isTaken; i++)
            {
                int before = matcher.TokenCount;
                isTaken = Array.TrueForAll(hints[(first + i) % hints.Count], matcher.TryAccept);
                if (!isTaken) matcher.Rollback(matcher.TokenCount - before);
            }
            if (!isTaken || random.Next(2) == 0) return;
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
