using System.Globalization;

namespace EdgeAgent.JsonSchema.Patterns;

/// <summary>Reads the pieces of a regular expression.</summary>
internal sealed class PatternReader(string text)
{
    public int At { get; set; }

    public bool AtEnd => At >= text.Length;

    /// <summary>The next unit; U+0000 at the end.</summary>
    public char Next => AtEnd ? '\0' : text[At];

    public bool Take(char c)
    {
        if (AtEnd || text[At] != c) return false;
        At++;
        return true;
    }

    public bool Take(string word)
    {
        if (!text.AsSpan(At).StartsWith(word, StringComparison.Ordinal)) return false;
        At += word.Length;
        return true;
    }

    /// <summary>A character as written.</summary>
    public int CodePoint()
    {
        if (AtEnd) throw new FormatException("it ends too early");
        int c = char.IsHighSurrogate(text[At]) && At + 1 < text.Length && char.IsLowSurrogate(text[At + 1]) ? char.ConvertToUtf32(text[At], text[At + 1]) : text[At];
        At += c > 0xFFFF ? 2 : 1;
        return c;
    }

    /// <summary>The character that an escape stands for, the backslash read.</summary>
    public int EscapedCodePoint()
    {
        if (AtEnd) throw new FormatException("it ends with '\\'");
        char c = text[At];
        if (!char.IsAsciiLetterOrDigit(c)) return CodePoint();
        At++;
        switch (c)
        {
            case 't': return '\t';
            case 'n': return '\n';
            case 'v': return '\v';
            case 'f': return '\f';
            case 'r': return '\r';
            case '0' when !char.IsAsciiDigit(Next): return 0;
            case 'c' when char.IsAsciiLetter(Next): return text[At++] & 31;
            case 'x': return Hex(2);
            case 'u': return UnicodeEscape();
            default: throw new FormatException($"'\\{c}' means nothing");
        }
    }

    /// <summary>The bounds of a quantifier in braces with them; null, and nothing read, where the brace begins none.</summary>
    public string? TakeCounts()
    {
        int close = text.IndexOf('}', At);
        if (close < 0) return null;
        string[] bounds = text[(At + 1)..close].Split(',');
        if (bounds.Length > 2 || !IsNumber(bounds[0]) || (bounds.Length == 2 && bounds[1].Length > 0 && !IsNumber(bounds[1]))) return null;
        At = close + 1;
        int min = Count(bounds[0]);
        if (bounds.Length == 1) return string.Create(CultureInfo.InvariantCulture, $"{{{min}}}");
        if (bounds[1].Length == 0) return string.Create(CultureInfo.InvariantCulture, $"{{{min},}}");
        int max = Count(bounds[1]);
        return min <= max ? string.Create(CultureInfo.InvariantCulture, $"{{{min},{max}}}") : throw new FormatException("a quantifier's bounds are in the wrong order");
    }

    /// <summary>A group's name, the <c>&lt;</c> read, up to the <c>&gt;</c>.</summary>
    public string GroupName()
    {
        int end = text.IndexOf('>', At);
        string name = end < 0 ? "" : text[At..end];
        bool isName = name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '$' or > '\x7F');
        if (!isName) throw new FormatException("a group's name is none");
        At = end + 1;
        return name;
    }

    public int Number()
    {
        int start = At;
        while (char.IsAsciiDigit(Next)) At++;
        return Count(text[start..At]);
    }

    /// <summary>What stands between braces.</summary>
    public string InBraces()
    {
        int close = Next == '{' ? text.IndexOf('}', At) : -1;
        if (close < 0) throw new FormatException("'\\p' must be followed by '{property}'");
        string name = text[(At + 1)..close];
        At = close + 1;
        return name;
    }

    private int UnicodeEscape()
    {
        if (Next == '{')
        {
            string digits = InBraces();
            bool isNumber = int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value) && digits.All(char.IsAsciiHexDigit);
            return isNumber && value is >= 0 and <= 0x10FFFF ? value : throw new FormatException("'\\u{' must hold a code point and end with '}'");
        }
        int unit = Hex(4);
        int after = At;
        if (unit is >= 0xD800 and <= 0xDBFF && Take("\\u") && Next != '{' && Hex(4) is >= 0xDC00 and <= 0xDFFF and int low)
            return char.ConvertToUtf32((char)unit, (char)low);
        At = after;
        return unit;
    }

    private int Hex(int digits)
    {
        if (At + digits > text.Length || !text.Substring(At, digits).All(char.IsAsciiHexDigit)) throw new FormatException($"{digits} hexadecimal digits are missing");
        At += digits;
        return int.Parse(text.AsSpan(At - digits, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }

    private static bool IsNumber(string digits) => digits.Length > 0 && digits.All(char.IsAsciiDigit);

    /// <summary>More than can be counted is as good as the most that can.</summary>
    private static int Count(string digits) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : int.MaxValue;
}
