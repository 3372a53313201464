using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace EdgeAgent.Templates.Jinja.Parsing;

/// <summary>The escapes of a string literal, which are Python's.</summary>
internal static class StringLiteral
{
    // Unicode names are a table of their own that .NET does not carry: these are the ones that prompts use.
    private static readonly FrozenDictionary<string, string> s_names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["BULLET"] = "\u2022", ["EM DASH"] = "\u2014", ["EN DASH"] = "\u2013", ["HORIZONTAL ELLIPSIS"] = "\u2026",
        ["NO-BREAK SPACE"] = "\u00A0", ["ZERO WIDTH SPACE"] = "\u200B", ["ZERO WIDTH JOINER"] = "\u200D", ["WORD JOINER"] = "\u2060",
        ["LEFT SINGLE QUOTATION MARK"] = "\u2018", ["RIGHT SINGLE QUOTATION MARK"] = "\u2019",
        ["LEFT DOUBLE QUOTATION MARK"] = "\u201C", ["RIGHT DOUBLE QUOTATION MARK"] = "\u201D",
        ["RIGHTWARDS ARROW"] = "\u2192", ["DEGREE SIGN"] = "\u00B0", ["EURO SIGN"] = "\u20AC", ["CHECK MARK"] = "\u2713",
        ["FULLWIDTH VERTICAL LINE"] = "\uFF5C", ["LOWER ONE EIGHTH BLOCK"] = "\u2581",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The value of the literal whose inside lies between two offsets.</summary>
    public static string Unescape(TemplateSource source, int start, int end)
    {
        ReadOnlySpan<char> inside = source.Text.AsSpan(start, end - start);
        if (!inside.Contains('\\')) return inside.ToString();
        StringBuilder value = new(inside.Length);
        for (int at = start; at < end;)
        {
            char c = source.Text[at++];
            if (c == '\\') AppendEscape(source, value, ref at, end);
            else value.Append(c);
        }
        return value.ToString();
    }

    private static void AppendEscape(TemplateSource source, StringBuilder value, ref int at, int end)
    {
        char c = source.Text[at++];
        switch (c)
        {
            case '\n': break; // a line that goes on
            case 'n': value.Append('\n'); break;
            case 't': value.Append('\t'); break;
            case 'r': value.Append('\r'); break;
            case 'a': value.Append('\a'); break;
            case 'b': value.Append('\b'); break;
            case 'f': value.Append('\f'); break;
            case 'v': value.Append('\v'); break;
            case '\\' or '\'' or '"': value.Append(c); break;
            case 'x': AppendHex(source, value, ref at, end, 2); break;
            case 'u': AppendHex(source, value, ref at, end, 4); break;
            case 'U': AppendHex(source, value, ref at, end, 8); break;
            case 'N': AppendNamed(source, value, ref at, end); break;
            case >= '0' and <= '7': AppendOctal(source.Text, value, ref at, end, c - '0'); break;
            default: value.Append('\\').Append(c); break; // Python keeps an escape that it does not know
        }
    }

    private static void AppendHex(TemplateSource source, StringBuilder value, ref int at, int end, int digits)
    {
        ReadOnlySpan<char> hex = source.Text.AsSpan(at, Math.Min(digits, end - at));
        if (hex.Length < digits || !uint.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint code) || code > 0x10FFFF)
            throw source.Error(at - 2, ErrorCodes.Syntax,
                $"The escape \\{source.Text[at - 1]} needs {digits} hexadecimal digits of a code point.",
                "Complete it, or write the character itself.");
        at += digits;
        AppendCode(value, (int)code);
    }

    private static void AppendOctal(string text, StringBuilder value, ref int at, int end, int code)
    {
        for (int more = 0; more < 2 && at < end && text[at] is >= '0' and <= '7'; more++) code = (code * 8) + (text[at++] - '0');
        AppendCode(value, code);
    }

    private static void AppendNamed(TemplateSource source, StringBuilder value, ref int at, int end)
    {
        int close = at < end && source.Text[at] == '{' ? source.Text.IndexOf('}', at) : -1;
        if (close < 0 || close >= end)
            throw source.Error(at - 2, ErrorCodes.Syntax, @"The escape \N needs a name in braces.",
                @"Write \N{BULLET}, or the character itself.");
        string name = source.Text[(at + 1)..close];
        if (!s_names.TryGetValue(name, out string? character))
            throw source.Error(at - 2, ErrorCodes.Unsupported,
                $"The Unicode name '{name}' is not in the table of names that is carried here.",
                @"Write the character itself or its \u escape.");
        value.Append(character);
        at = close + 1;
    }

    private static void AppendCode(StringBuilder value, int code)
    {
        if (code < 0x10000) value.Append((char)code);
        else value.Append(char.ConvertFromUtf32(code));
    }
}
