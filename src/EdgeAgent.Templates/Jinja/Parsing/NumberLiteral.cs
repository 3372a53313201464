namespace EdgeAgent.Templates.Jinja.Parsing;

/// <summary>Where a number ends: <c>1_000</c>, <c>0x1f</c>, <c>0b1</c>, <c>0o7</c>, <c>2.5</c>, <c>1e-7</c>.</summary>
internal static class NumberLiteral
{
    /// <summary>Moves <paramref name="at"/> behind the number that starts there.</summary>
    public static LexemeKind Measure(string text, ref int at)
    {
        if (text[at] == '0' && at + 2 < text.Length
            && IsRadixDigit(text[at + 1], text[at + 2] == '_' && at + 3 < text.Length ? text[at + 3] : text[at + 2]))
        {
            char radix = text[at + 1];
            at += 2;
            while (at < text.Length && (text[at] == '_' || IsRadixDigit(radix, text[at]))) at++;
            return LexemeKind.Integer;
        }
        bool afterDot = at > 0 && text[at - 1] == '.'; // in xs.0.1 each number is an index
        Digits(text, ref at);
        return !afterDot && (SkipFraction(text, ref at) | SkipExponent(text, ref at)) ? LexemeKind.Float : LexemeKind.Integer;
    }

    private static bool IsRadixDigit(char radix, char c) => (radix | 0x20) switch
    {
        'x' => char.IsAsciiHexDigit(c),
        'o' => c is >= '0' and <= '7',
        'b' => c is '0' or '1',
        _ => false,
    };

    private static void Digits(string text, ref int at)
    {
        while (IsDigit(text, at) || (at < text.Length && text[at] == '_' && IsDigit(text, at + 1))) at++;
    }

    private static bool IsDigit(string text, int at) => at < text.Length && char.IsAsciiDigit(text[at]);

    private static bool SkipFraction(string text, ref int at)
    {
        if (at + 1 >= text.Length || text[at] != '.' || !char.IsAsciiDigit(text[at + 1])) return false;
        at++;
        Digits(text, ref at);
        return true;
    }

    private static bool SkipExponent(string text, ref int at)
    {
        int end = at;
        if (end >= text.Length || text[end] is not ('e' or 'E')) return false;
        end++;
        if (end < text.Length && text[end] is '+' or '-') end++;
        if (end >= text.Length || !char.IsAsciiDigit(text[end])) return false;
        Digits(text, ref end);
        at = end;
        return true;
    }
}
