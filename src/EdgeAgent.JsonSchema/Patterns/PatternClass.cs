namespace EdgeAgent.JsonSchema.Patterns;

/// <summary>Reads character classes.</summary>
internal static class PatternClass
{
    /// <summary>A class in brackets.</summary>
    public static CodePointSet Read(PatternReader reader)
    {
        reader.At++;
        bool negated = reader.Take('^');
        List<(int, int)> ranges = [];
        while (!reader.Take(']'))
        {
            if (reader.AtEnd) throw new FormatException("a '[' has no ']'");
            CodePointSet? set = Item(reader, out int first);
            if (set is not null) ranges.AddRange(set.Ranges);
            else AddRange(ranges, reader, first);
        }
        CodePointSet all = CodePointSet.Of(ranges);
        return negated ? all.Complement() : all;
    }

    /// <summary>The set of a class escape, the backslash read; null, and nothing read, where it is none.</summary>
    public static CodePointSet? TakeSet(PatternReader reader)
    {
        CodePointSet? set = char.ToLowerInvariant(reader.Next) switch
        {
            'd' => CodePointSet.Digits,
            'w' => CodePointSet.Word,
            's' => CodePointSet.Space,
            'p' => null,
            _ => CodePointSet.All,
        };
        if (set == CodePointSet.All) return null;
        bool negated = char.IsAsciiLetterUpper(reader.Next);
        reader.At++;
        set ??= Property(reader.InBraces());
        return negated ? set.Complement() : set;
    }

    /// <summary>Adds a character or the range that begins with it; a <c>-</c> before a class escape, or before the end, is itself.</summary>
    private static void AddRange(List<(int, int)> ranges, PatternReader reader, int first)
    {
        int dash = reader.At;
        if (reader.Take('-') && reader.Next != ']' && !reader.AtEnd && Item(reader, out int last) is null)
        {
            ranges.Add(first <= last ? (first, last) : throw new FormatException("a range is in the wrong order"));
            return;
        }
        reader.At = dash;
        ranges.Add((first, first));
    }

    private static CodePointSet? Item(PatternReader reader, out int character)
    {
        character = 0;
        if (!reader.Take('\\'))
        {
            character = reader.CodePoint();
            return null;
        }
        if (TakeSet(reader) is CodePointSet set) return set;
        character = reader.Take('b') ? '\b' : reader.EscapedCodePoint();
        return null;
    }

    private static CodePointSet Property(string expression) =>
        CodePointSet.Of(UnicodeProperties.Ranges(expression) ?? throw new FormatException($"Unicode has no property '{expression}'"));
}
