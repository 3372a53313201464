namespace EdgeAgent.Tokenizers.Unicode;

/// <summary>The lower case of characters, from <see cref="LowercaseData"/>. Immutable.</summary>
internal static class Lowercase
{
    private const int TableSize = 0x20000;   // no letter with two cases lies above

    private static readonly int[] s_offsets = Read();   // by code point: the lower case less the character

    /// <summary>The lower case; the character itself where it has none or where that is more than one character (U+0130).</summary>
    public static int Of(int codePoint) => codePoint < TableSize ? codePoint + s_offsets[codePoint] : codePoint;

    private static int[] Read()
    {
        var offsets = new int[TableSize];
        foreach (string entry in CodePointText.Entries(LowercaseData.Mappings))
        {
            int equals = entry.IndexOf('=', StringComparison.Ordinal), slash = entry.IndexOf('/', StringComparison.Ordinal);
            (int first, int last) = CodePointText.Run(entry.AsSpan(0, slash < 0 ? equals : slash));
            int offset = CodePointText.Hex(entry.AsSpan(equals + 1)) - first;
            for (int c = first; c <= last; c += slash < 0 ? 1 : 2) offsets[c] = offset;
        }
        return offsets;
    }
}
