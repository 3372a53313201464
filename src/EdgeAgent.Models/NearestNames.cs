namespace EdgeAgent.Models;

/// <summary>Which of some names a person may have meant.</summary>
internal static class NearestNames
{
    private const int LongestName = 200; // what a person types; longer input is cut, as the time grows with the product of lengths

    public static IEnumerable<string> Of(string name, IEnumerable<string> names, int count)
    {
        string start = name.Length > LongestName ? name[..LongestName] : name;
        return names.OrderBy(other => Distance(start, other)).ThenBy(static other => other, StringComparer.Ordinal).Take(count);
    }

    // Levenshtein's distance, one row at a time, without regard to case. A name that contains the other counts as near.
    private static int Distance(string a, string b)
    {
        if (a.Length > 2 && b.Contains(a, StringComparison.OrdinalIgnoreCase)) return 1;
        int[] row = new int[b.Length + 1];
        for (int j = 0; j < row.Length; j++) row[j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.Length; j++)
            {
                int change = diagonal + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, 1 + Math.Min(row[j], row[j - 1]));
            }
        }
        return row[^1];
    }
}
