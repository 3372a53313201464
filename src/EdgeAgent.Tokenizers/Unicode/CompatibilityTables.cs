using System.Collections.Frozen;

namespace EdgeAgent.Tokenizers.Unicode;

/// <summary>Look-ups of compatibility decomposition, made from <see cref="CompatibilityData"/> when first needed. Immutable.</summary>
internal static class CompatibilityTables
{
    private static readonly FrozenDictionary<int, int[]> s_decompositions = Read().ToFrozenDictionary();

    /// <summary>The code points that have one.</summary>
    public static IEnumerable<int> Decomposable => s_decompositions.Keys;

    /// <summary>The full decomposition, canonical steps included, of a character that has one beyond the canonical.</summary>
    public static bool TryDecompose(int codePoint, out ReadOnlySpan<int> parts)
    {
        bool found = s_decompositions.TryGetValue(codePoint, out int[]? decomposition);
        parts = decomposition;
        return found;
    }

    private static Dictionary<int, int[]> Read()
    {
        var decompositions = new Dictionary<int, int[]>();
        foreach (string entry in CodePointText.Entries(CompatibilityData.Decompositions))
        {
            int equals = entry.IndexOf('=', StringComparison.Ordinal);
            (int first, int last) = CodePointText.Run(entry.AsSpan(0, equals));
            int[] parts = [.. entry[(equals + 1)..].Split('+').Select(static part => CodePointText.Hex(part))];
            for (int c = first; c <= last; c++) decompositions.Add(c, first == last ? parts : [parts[0] + c - first]);
        }
        return decompositions;
    }
}
