namespace EdgeAgent.Grammar.Tests;

/// <summary>The slow, obvious way to a mask: try every token on a copy.</summary>
internal static class Reference
{
    public static SortedSet<int> Allowed(GrammarMatcher matcher)
    {
        SortedSet<int> allowed = [];
        for (int id = 0; id < matcher.Grammar.Vocabulary.Size; id++)
        {
            if (!matcher.TryAccept(id)) continue;
            allowed.Add(id);
            matcher.Rollback(1);
        }
        return allowed;
    }

    public static SortedSet<int> Mask(GrammarMatcher matcher)
    {
        ulong[] words = new ulong[matcher.Grammar.Vocabulary.WordCount];
        TokenMask mask = matcher.FillMask(words);
        SortedSet<int> allowed = [];
        for (int id = 0; id < words.Length * 64; id++)
            if (mask.Contains(id)) allowed.Add(id);
        Assert.Equal(allowed.Count, words.Sum(w => System.Numerics.BitOperations.PopCount(w))); // no bit beyond the vocabulary
        Assert.Equal(allowed.Count, matcher.AllowedCount);
        return allowed;
    }

    /// <summary>Accepts a text byte by byte; the first byte that is not allowed, or -1.</summary>
    public static int AcceptBytes(GrammarMatcher matcher, ReadOnlySpan<byte> text)
    {
        for (int i = 0; i < text.Length; i++)
            if (!matcher.TryAccept(text[i])) return i;
        return -1;
    }

    /// <summary>Accepts a text by longest matches.</summary>
    public static bool AcceptLongest(GrammarMatcher matcher, ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            int best = -1, length = 0;
            for (int node = 0, i = 0; i < text.Length && (node = matcher.Grammar.Vocabulary.Trie.Child(node, text[i])) >= 0;)
            {
                i++;
                if (matcher.Grammar.Vocabulary.Trie.Nodes[node].Token >= 0) (best, length) = (matcher.Grammar.Vocabulary.Trie.Nodes[node].Token, i);
            }
            if (best < 0 || !matcher.TryAccept(best)) return false;
            text = text[length..];
        }
        return true;
    }
}
