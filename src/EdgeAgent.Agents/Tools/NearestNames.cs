namespace EdgeAgent.Agents.Tools;

/// <summary>Finds what a model may have meant by a tool name that does not exist.</summary>
internal static class NearestNames
{
    private const int Shown = 3;
    private const int Compared = 64;

    /// <summary>The names closest by edits, at most three.</summary>
    public static IEnumerable<string> Of(string name, IEnumerable<string> known)
    {
        if (name.Length > Compared) name = name[..Compared];
        return known
            .OrderBy(k => Distance(name, k.Length > Compared ? k[..Compared] : k))
            .ThenBy(k => k, StringComparer.Ordinal)
            .Take(Shown);
    }

    /// <summary>Levenshtein's distance by the two-row method, letter case apart.</summary>
    private static int Distance(string a, string b)
    {
        Span<int> above = stackalloc int[Compared + 1];
        Span<int> row = stackalloc int[Compared + 1];
        for (int j = 0; j <= b.Length; j++) above[j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replace = above[j - 1] + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                row[j] = Math.Min(replace, Math.Min(above[j], row[j - 1]) + 1);
            }
            row.CopyTo(above);
        }
        return above[b.Length];
    }
}
