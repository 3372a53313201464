using System.Text;

namespace EdgeAgent.JsonSchema.Formats;

/// <summary>Parts of the formats that are no regular languages: every text that these expressions match is of the format, and many others are, too.</summary>
/// <remarks>As <see cref="FormatPatterns"/>: ECMA-262 with the flag u, no look-around, no references back. Checks and expressions are held together by tests.</remarks>
internal static class NarrowPatterns
{
    private const string Ascii = "0-9a-z";

    /// <summary>Lower-case letters of Latin, Greek and Cyrillic, kana, Han and Hangul: valid wherever they stand (RFC 5892), composed (RFC 5891, section 4.2.1), from left to right.</summary>
    private const string International = @"\u00df-\u00f6\u00f8-\u00ff\u0101\u0103\u0105\u0107\u010d\u010f\u0111\u0113\u0117\u0119\u011b\u011f\u012b\u0131\u0137\u013c\u013e\u0142\u0144\u0146\u0148\u014d\u0151\u0153\u0155\u0159\u015b\u015f"
        + @"\u0161\u0165\u016b\u016f\u0171\u0173\u017a\u017c\u017e\u03ac-\u03ce\u0430-\u045f\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fea\uac00-\ud7a3";

    /// <summary>A letter beyond ASCII takes up to five characters of a label's ASCII form: at most ten, or one among others, are less than its 63. Four labels are less than 253.</summary>
    private const string Label = $"(?:[{Ascii}]{{1,20}}(?:-[{Ascii}]{{1,19}}){{0,2}}|[{Ascii}{International}]{{1,10}}|[{Ascii}]{{0,20}}[{International}][{Ascii}]{{0,20}})";

    public const string IdnHostname = $@"{Label}(?:\.{Label}){{0,3}}";

    private const string Properties = "(?:L|Lu|Ll|Lt|Lm|Lo|M|Mn|N|Nd|Nl|No|P|S|Sc|Z|Zs|C|Cc|Script=(?:Latin|Greek|Cyrillic|Arabic|Hebrew|Han|Hiragana|Katakana))";

    private const string Escape = $@"\\(?:[dDwWsSnrtvf\^$\\.*+?()\[\]{{}}\|/]|x[0-9A-Fa-f]{{2}}|u[0-9A-Fa-f]{{4}}|c[A-Za-z]|[pP]\{{{Properties}\}})";

    private const string Assertions = @"[\^$]|\\[bB]";

    /// <summary>What may be repeated, groups apart: a character, an escape, a class.</summary>
    private static readonly string s_atom = $@"(?:[^\^$\\.*+?()\[\]{{}}\|]|\.|{Escape}|\[\^?-?(?:[^\^\\\[\]\-]|{Ranges()}|{Escape})+-?\])";

    private static readonly string s_repeated = $@"(?:(?:[*+?]|\{{(?:{Counts()})\}})\??)?";

    /// <summary>Expressions with groups in three levels, look-around without groups inside, ranges of digits and of letters, counts of up to three digits, and the usual properties.</summary>
    public static string Regex { get; } = Around(Around(Around(Flat)));

    private static string Flat => $"(?:{s_atom}{s_repeated}|{Assertions}|\\|)*";

    /// <summary>Terms and groups of others; groups that look around hold none.</summary>
    private static string Around(string inner) => $@"(?:{s_atom}{s_repeated}|{Assertions}|\||\((?:\?:)?{inner}\){s_repeated}|\(\?<?[=!]{Flat}\))*";

    /// <summary>Ranges of which the end is not below the beginning.</summary>
    private static string Ranges()
    {
        StringBuilder ranges = new();
        foreach ((char first, char last) in (ReadOnlySpan<(char, char)>)[('0', '9'), ('A', 'Z'), ('a', 'z')])
            for (char c = first; c <= last; c++) ranges.Append(ranges.Length == 0 ? "" : "|").Append(c).Append("-[").Append(c).Append('-').Append(last).Append(']');
        return ranges.ToString();
    }

    /// <summary>Counts of which the second is not below the first.</summary>
    private static string Counts()
    {
        StringBuilder counts = new("[0-9]{1,3},?|[0-9],[1-9][0-9]{1,2}|[1-9][0-9],[1-9][0-9]{2}");
        for (char c = '0'; c <= '9'; c++) counts.Append('|').Append(c).Append(",[").Append(c).Append("-9]");
        return counts.ToString();
    }
}
