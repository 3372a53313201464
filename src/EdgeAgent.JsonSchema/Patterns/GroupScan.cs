namespace EdgeAgent.JsonSchema.Patterns;

/// <summary>The groups of an expression in their order, before it is translated: references may stand before the groups that they mean.</summary>
internal static class GroupScan
{
    /// <returns>For each capturing group its name or null, and whether anything refers back.</returns>
    public static (List<string?> Groups, bool RefersBack) Of(string pattern)
    {
        List<string?> groups = [];
        (bool refers, bool inClass) = (false, false);
        for (int i = 0; i < pattern.Length; i++)
        {
            char c = pattern[i];
            if (c == '\\' && i + 1 < pattern.Length) refers |= !inClass && pattern[++i] is (>= '1' and <= '9') or 'k';
            else if (inClass) inClass = c != ']';
            else if (c == '[') inClass = true;
            else if (c == '(') AddGroup(groups, pattern.AsSpan(i + 1));
        }
        return (groups, refers);
    }

    private static void AddGroup(List<string?> groups, ReadOnlySpan<char> rest)
    {
        if (rest.IsEmpty || rest[0] != '?')
        {
            groups.Add(null);
            return;
        }
        int end = rest.IndexOf('>');
        if (rest is not ['?', '<', not ('=' or '!'), ..] || end < 0) return;
        string name = rest[2..end].ToString();
        if (groups.Contains(name)) throw new FormatException($"two groups are named '{name}'");
        groups.Add(name);
    }
}
