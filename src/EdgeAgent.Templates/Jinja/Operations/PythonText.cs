using System.Text;

namespace EdgeAgent.Templates.Jinja.Operations;

/// <summary>Python's view of a string: a row of code points, with Python's idea of white space and of lines.</summary>
internal static class PythonText
{
    /// <summary><c>str.isspace</c>: .NET's white space and the four information separators.</summary>
    public static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\x1c' and <= '\x1f';

    /// <summary>Whether code points and UTF-16 units are counted alike: true for nearly every text.</summary>
    public static bool IsBasic(string text) => text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0;

    public static int Length(string text)
    {
        if (IsBasic(text)) return text.Length;
        int count = 0;
        foreach (Rune _ in text.EnumerateRunes()) count++;
        return count;
    }

    /// <summary>Each code point as a string; a lone surrogate as itself.</summary>
    public static string[] Characters(string text)
    {
        List<string> characters = new(text.Length);
        for (int at = 0; at < text.Length;)
        {
            int length = char.IsSurrogatePair(text, at) ? 2 : 1;
            characters.Add(text.Substring(at, length));
            at += length;
        }
        return [.. characters];
    }

    /// <summary>The number of code points before a UTF-16 offset; -1 stays -1.</summary>
    public static int ToCodePoints(string text, int offset) => offset < 0 || IsBasic(text) ? offset : Length(text[..offset]);

    public static string Strip(string text, string? characters, bool start, bool end)
    {
        int from = 0, to = text.Length;
        while (start && from < to && IsStripped(text[from], characters)) from++;
        while (end && to > from && IsStripped(text[to - 1], characters)) to--;
        return to - from == text.Length ? text : text[from..to];
    }

    // Surrogates are stripped unit by unit, which is exact unless a set holds one half of another character's pair.
    private static bool IsStripped(char c, string? characters) => characters is null ? IsSpace(c) : characters.Contains(c);

    /// <summary><c>str.splitlines</c>.</summary>
    public static List<string> SplitLines(string text, bool keepEnds)
    {
        List<string> lines = [];
        for (int start = 0; start < text.Length;)
        {
            int end = start;
            while (end < text.Length && !EndsLine(text[end])) end++;
            int next = end == text.Length ? end : text.AsSpan(end).StartsWith("\r\n") ? end + 2 : end + 1;
            lines.Add(text[start..(keepEnds ? next : end)]);
            start = next;
        }
        return lines;
    }

    private static bool EndsLine(char c) => c is (>= '\n' and <= '\r') or (>= '\x1c' and <= '\x1e') or '\x85' or '\u2028' or '\u2029';

    /// <summary><c>str.split</c> at white space.</summary>
    public static List<string> SplitAtSpace(string text, long limit)
    {
        List<string> parts = [];
        for (int at = 0; ;)
        {
            while (at < text.Length && IsSpace(text[at])) at++;
            if (at == text.Length) return parts;
            if (limit >= 0 && parts.Count == limit)
            {
                parts.Add(text[at..]);
                return parts;
            }
            int start = at;
            while (at < text.Length && !IsSpace(text[at])) at++;
            parts.Add(text[start..at]);
        }
    }

    /// <summary><c>str.rsplit</c> at white space.</summary>
    public static List<string> SplitAtSpaceFromEnd(string text, long limit)
    {
        List<string> parts = [];
        for (int at = text.Length; ;)
        {
            while (at > 0 && IsSpace(text[at - 1])) at--;
            if (at == 0) break;
            if (limit >= 0 && parts.Count == limit)
            {
                parts.Add(text[..at]);
                break;
            }
            int end = at;
            while (at > 0 && !IsSpace(text[at - 1])) at--;
            parts.Add(text[at..end]);
        }
        parts.Reverse();
        return parts;
    }

    /// <summary>Order by code points: ordinal order, but for surrogates, which stand for code points above every other unit.</summary>
    public static int Compare(string a, string b)
    {
        int common = a.AsSpan().CommonPrefixLength(b);
        if (common == a.Length || common == b.Length) return a.Length.CompareTo(b.Length);
        char x = a[common], y = b[common];
        bool surrogateX = char.IsSurrogate(x), surrogateY = char.IsSurrogate(y);
        return surrogateX == surrogateY ? x.CompareTo(y) : surrogateX ? 1 : -1;
    }
}
