namespace EdgeAgent.Agents.Retrieval;

/// <summary>Cuts text into the words that a lexical index compares.</summary>
/// <remarks>
/// Words end where letters and digits do, and inside <c>camelCase</c>, <c>HTTPServer</c> and <c>level2</c>. They are compared without
/// case, without the accents of Latin letters, and by their stem, for which one rule serves many languages: the first five letters of a
/// longer word, a shorter one (from four letters) without a final <c>s</c> and then without a final vowel. So <c>lights</c> meets
/// <c>light</c>, <c>luce</c> meets <c>luci</c>, <c>accendere</c> meets <c>accendi</c>. Truncation as a stemmer: F. Can et al., "Information
/// retrieval on Turkish texts", JASIST 59(3), 2008, where the first five letters did as well as a stemmer made for the language.
/// </remarks>
internal static class ToolWords
{
    private const int StemLength = 5;

    /// <summary>U+00C0 to U+017F without their accents; '·' where that is none or more than one letter.</summary>
    private const string Plain =
        "aaaaaa·ceeeeiiii·nooooo·ouuuuy··aaaaaa·ceeeeiiii·nooooo·ouuuuy·y"
        + "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii··jjkk·llllllllllnnnnnn···oooooo··"
        + "rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

    /// <summary>Cuts a text.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="add">Takes each stem, in order; the span is valid during the call only.</param>
    /// <typeparam name="T">What the stems are for.</typeparam>
    /// <param name="state">Passed on.</param>
    public static void Cut<T>(ReadOnlySpan<char> text, T state, Action<T, ReadOnlySpan<char>> add)
    {
        Span<char> word = stackalloc char[StemLength + 1]; // one letter more, to know that it is longer
        int length = 0;
        char before = '\0';
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c is >= '\u0300' and <= '\u036f') continue; // an accent that stands on its own
            if (length > 0 && IsBoundary(before, c, i + 1 < text.Length ? text[i + 1] : '\0')) Flush(word, ref length, state, add);
            before = c;
            if (!char.IsLetterOrDigit(c)) continue;
            if (length < word.Length) word[length++] = Fold(c);
        }
        if (length > 0) Flush(word, ref length, state, add);
    }

    private static bool IsBoundary(char before, char c, char after) =>
        !char.IsLetterOrDigit(c)
        || char.IsDigit(before) != char.IsDigit(c)
        || (char.IsLower(before) && char.IsUpper(c))
        || (char.IsUpper(before) && char.IsUpper(c) && char.IsLower(after)); // HTTP|Server

    private static void Flush<T>(Span<char> word, ref int length, T state, Action<T, ReadOnlySpan<char>> add)
    {
        ReadOnlySpan<char> stem = word[..Math.Min(length, StemLength)];
        if (length is 4 or 5)
        {
            if (stem[^1] == 's') stem = stem[..^1];
            if (stem.Length > 3 && stem[^1] is 'a' or 'e' or 'i' or 'o' or 'u') stem = stem[..^1];
        }
        length = 0;
        add(state, stem);
    }

    private static char Fold(char c)
    {
        char lower = char.ToLowerInvariant(c);
        if (lower is < '\u00c0' or > '\u017f') return lower;
        char plain = Plain[lower - '\u00c0'];
        return plain == '·' ? lower : plain;
    }
}
