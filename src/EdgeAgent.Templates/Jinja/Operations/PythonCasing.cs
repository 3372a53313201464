using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace EdgeAgent.Templates.Jinja.Operations;

/// <summary>Python's upper, lower and title case: Unicode's full mappings, where one character may become several.</summary>
/// <remarks>Source of the tables: SpecialCasing.txt of the Unicode Character Database, its unconditional entries.</remarks>
internal static class PythonCasing
{
    private static readonly FrozenDictionary<char, string> s_upper = UpperTable().ToFrozenDictionary();

    public static string Upper(string text)
    {
        if (Ascii.IsValid(text)) return text.ToUpperInvariant();
        StringBuilder upper = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes()) AppendUpper(upper, rune);
        return upper.ToString();
    }

    public static string Lower(string text)
    {
        if (Ascii.IsValid(text)) return text.ToLowerInvariant();
        StringBuilder lower = new(text.Length);
        for (int at = 0; at < text.Length; at += LengthAt(text, at)) AppendLower(lower, text, at);
        return lower.ToString();
    }

    /// <summary><c>str.capitalize</c>: the first character in title case, the rest in lower case.</summary>
    public static string Capitalize(string text)
    {
        if (text.Length == 0) return text;
        StringBuilder capitalized = new(text.Length);
        capitalized.Append(Title(text[..LengthAt(text, 0)]));
        for (int at = LengthAt(text, 0); at < text.Length; at += LengthAt(text, at)) AppendLower(capitalized, text, at);
        return capitalized.ToString();
    }

    /// <summary><c>str.title</c>: title case where a run of letters starts, lower case inside it.</summary>
    public static string TitleWords(string text)
    {
        StringBuilder title = new(text.Length);
        bool inside = false;
        for (int at = 0, length; at < text.Length; at += length)
        {
            length = LengthAt(text, at);
            string character = text.Substring(at, length);
            if (inside) AppendLower(title, text, at);
            else title.Append(Title(character));
            inside = IsCased(character);
        }
        return title.ToString();
    }

    public static string SwapCase(string text)
    {
        StringBuilder swapped = new(text.Length);
        for (int at = 0, length; at < text.Length; at += length)
        {
            length = LengthAt(text, at);
            string character = text.Substring(at, length);
            if (IsUpper(character)) AppendLower(swapped, text, at);
            else swapped.Append(Upper(character));
        }
        return swapped.ToString();
    }

    /// <summary>Whether a text has cased characters and all of them are upper case (<c>str.isupper</c>); likewise lower.</summary>
    public static bool IsAll(string text, bool upper)
    {
        bool any = false;
        foreach (string character in PythonText.Characters(text))
        {
            if (!IsCased(character)) continue;
            if (IsUpper(character) != upper) return false;
            any = true;
        }
        return any;
    }

    private static bool IsUpper(string character) => CharUnicodeInfo.GetUnicodeCategory(character, 0) == UnicodeCategory.UppercaseLetter;

    private static bool IsCased(string character) => CharUnicodeInfo.GetUnicodeCategory(character, 0)
        is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter;

    private static string Title(string character) => character[0] switch
    {
        >= '\u01C4' and <= '\u01C6' => "\u01C5", // the four digraphs that have a title case of their own
        >= '\u01C7' and <= '\u01C9' => "\u01C8",
        >= '\u01CA' and <= '\u01CC' => "\u01CB",
        >= '\u01F1' and <= '\u01F3' => "\u01F2",
        _ when Upper(character) is { Length: > 1 } several && character.Length == 1 => several[..1] + Lower(several[1..]),
        _ => Upper(character),
    };

    private static int LengthAt(string text, int at) => char.IsSurrogatePair(text, at) ? 2 : 1;

    // In its text, because a sigma at the end of a word has a form of its own.
    private static void AppendLower(StringBuilder lower, string text, int at)
    {
        char c = text[at];
        if (c == '\u0130') lower.Append("i\u0307");
        else if (c == '\u03A3') lower.Append(IsFinalSigma(text, at) ? '\u03C2' : '\u03C3');
        else if (char.IsSurrogatePair(text, at)) lower.Append(Rune.ToLowerInvariant(new Rune(c, text[at + 1])).ToString());
        else lower.Append(char.ToLowerInvariant(c));
    }

    private static void AppendUpper(StringBuilder upper, Rune rune)
    {
        if (rune.IsBmp && s_upper.TryGetValue((char)rune.Value, out string? several)) upper.Append(several);
        else upper.Append(Rune.ToUpperInvariant(rune).ToString());
    }

    // A sigma is final when a letter goes before it and none follows (marks and apostrophes between do not count).
    private static bool IsFinalSigma(string text, int at)
    {
        int before = at - 1, after = at + 1;
        while (before >= 0 && IsIgnorable(text[before])) before--;
        while (after < text.Length && IsIgnorable(text[after])) after++;
        return before >= 0 && char.IsLetter(text[before]) && !(after < text.Length && char.IsLetter(text[after]));
    }

    private static bool IsIgnorable(char c) => c is '\'' or '.' or '\u2019' or '\u00AD'
        || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.Format or UnicodeCategory.ModifierLetter;

    private static IEnumerable<KeyValuePair<char, string>> UpperTable()
    {
        // Character, then its upper case, space-separated; ı and ſ are simple mappings that .NET's invariant casing leaves out.
        const string several = "ß SS ŉ \u02BCN ǰ J\u030C ΐ Ι\u0308\u0301 ΰ Υ\u0308\u0301 և ԵՒ ẖ H\u0331 ẗ T\u0308 ẘ W\u030A ẙ Y\u030A ẚ A\u02BE "
            + "ﬀ FF ﬁ FI ﬂ FL ﬃ FFI ﬄ FFL ﬅ ST ﬆ ST ﬓ ՄՆ ﬔ ՄԵ ﬕ ՄԻ ﬖ ՎՆ ﬗ ՄԽ ὐ Υ\u0313 ὒ Υ\u0313\u0300 ὔ Υ\u0313\u0301 ὖ Υ\u0313\u0342 "
            + "ᾶ Α\u0342 ῆ Η\u0342 ῒ Ι\u0308\u0300 \u1FD3 Ι\u0308\u0301 ῖ Ι\u0342 ῗ Ι\u0308\u0342 ῢ Υ\u0308\u0300 \u1FE3 Υ\u0308\u0301 ῤ Ρ\u0313 "
            + "ῦ Υ\u0342 ῧ Υ\u0308\u0342 ῶ Ω\u0342 ᾷ Α\u0342Ι ῇ Η\u0342Ι ῷ Ω\u0342Ι ᾲ ᾺΙ ᾴ ΆΙ ῂ ῊΙ ῄ ΉΙ ῲ ῺΙ ῴ ΏΙ ᾳ ΑΙ ᾼ ΑΙ ῃ ΗΙ ῌ ΗΙ ῳ ΩΙ ῼ ΩΙ "
            + "ı I ſ S";
        string[] words = several.Split(' ');
        for (int i = 0; i < words.Length; i += 2) yield return new(words[i][0], words[i + 1]);
        // U+1F80 to U+1FAF: eight letters with an iota below, then their title cases, for alpha, eta and omega.
        foreach ((int small, int capital) in new[] { (0x1F80, 0x1F08), (0x1F90, 0x1F28), (0x1FA0, 0x1F68) })
            for (int i = 0; i < 16; i++) yield return new((char)(small + i), $"{(char)(capital + (i % 8))}\u0399");
    }
}
