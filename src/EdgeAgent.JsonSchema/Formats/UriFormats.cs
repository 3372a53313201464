namespace EdgeAgent.JsonSchema.Formats;

/// <summary>URIs (RFC 3986, appendix A), IRIs (RFC 3987, section 2.2), URI templates (RFC 6570, section 2).</summary>
internal static class UriFormats
{
    /// <summary>A URI, or an IRI; with a scheme, or also relative.</summary>
    public static bool IsUri(ReadOnlySpan<char> text, bool international, bool relative)
    {
        TextScanner scanner = new(text);
        bool scheme = TakeScheme(ref scanner);
        if (!scheme && !relative) return false;
        if (scanner.Rest.StartsWith("//", StringComparison.Ordinal))
        {
            scanner.At += 2;
            if (!TakeAuthority(ref scanner, international) || (!scanner.AtEnd && scanner.Next is not ('/' or '?' or '#'))) return false;
        }
        // Without a scheme a colon in the first segment would have made one.
        if (!TakePath(ref scanner, international, colonInFirst: scheme)) return false;
        if (scanner.Take('?') && !TakeTail(ref scanner, international, query: true)) return false;
        if (scanner.Take('#') && !TakeTail(ref scanner, international, query: false)) return false;
        return scanner.AtEnd;
    }

    /// <summary>Literals and expressions; the operators that are reserved for later are taken too, as the grammar has them.</summary>
    public static bool IsTemplate(ReadOnlySpan<char> text)
    {
        TextScanner scanner = new(text);
        while (!scanner.AtEnd)
        {
            if (scanner.Take('{'))
            {
                if (!TakeExpression(ref scanner)) return false;
            }
            else if (!scanner.TakePercentTriplet() && !TakeLiteral(ref scanner)) return false;
        }
        return true;
    }

    private static bool TakeScheme(ref TextScanner scanner)
    {
        int at = 0;
        ReadOnlySpan<char> text = scanner.Rest;
        while (at < text.Length && (char.IsAsciiLetter(text[at]) || (at > 0 && (char.IsAsciiDigit(text[at]) || text[at] is '+' or '-' or '.')))) at++;
        if (at == 0 || at >= text.Length || text[at] != ':') return false;
        scanner.At += at + 1;
        return true;
    }

    private static bool TakeAuthority(ref TextScanner scanner, bool international)
    {
        ReadOnlySpan<char> rest = scanner.Rest;
        int end = rest.IndexOfAny('/', '?', '#');
        ReadOnlySpan<char> authority = end < 0 ? rest : rest[..end];
        scanner.At += authority.Length;
        int at = authority.IndexOf('@');
        if (at >= 0 && !IsRun(authority[..at], international, colon: true)) return false;
        authority = authority[(at + 1)..];
        int close = authority.IndexOf(']');
        int colon = authority[(close + 1)..].IndexOf(':');
        ReadOnlySpan<char> host = colon < 0 ? authority : authority[..(close + 1 + colon)];
        if (colon >= 0)
        {
            foreach (char c in authority[(host.Length + 1)..])
                if (!char.IsAsciiDigit(c)) return false;
        }
        return host is ['[', .. ReadOnlySpan<char> literal, ']'] ? IsLiteral(literal) : IsRun(host, international, colon: false);
    }

    private static bool IsLiteral(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text[0] is not ('v' or 'V')) return AddressFormats.IsIPv6(text);
        int dot = text.IndexOf('.');
        if (dot < 2 || dot == text.Length - 1) return false;
        foreach (char c in text[1..dot])
            if (!char.IsAsciiHexDigit(c)) return false;
        foreach (char c in text[(dot + 1)..])
            if (!IsPlain(c) && c != ':') return false;
        return true;
    }

    /// <summary>Whether a text has only characters of names: unreserved, sub-delimiters, percent triplets, colons where allowed.</summary>
    private static bool IsRun(ReadOnlySpan<char> text, bool international, bool colon)
    {
        TextScanner scanner = new(text);
        while (!scanner.AtEnd)
        {
            if (colon && scanner.Take(':')) continue;
            if (!TakeName(ref scanner, international)) return false;
        }
        return true;
    }

    private static bool TakePath(ref TextScanner scanner, bool international, bool colonInFirst)
    {
        bool colon = colonInFirst;
        while (!scanner.AtEnd && scanner.Next is not ('?' or '#'))
        {
            if (scanner.Take('/'))
            {
                colon = true;
                continue;
            }
            if (!(colon && scanner.Take(':')) && !scanner.Take('@') && !TakeName(ref scanner, international)) return false;
        }
        return true;
    }

    private static bool TakeTail(ref TextScanner scanner, bool international, bool query)
    {
        while (!scanner.AtEnd && !(query && scanner.Next == '#'))
        {
            if (scanner.Take('/') || scanner.Take('?') || scanner.Take(':') || scanner.Take('@') || TakeName(ref scanner, international)) continue;
            if (!query || !international || !IsPrivate(scanner.Peek(out int units))) return false;
            scanner.At += units;
        }
        return true;
    }

    private static bool TakeName(ref TextScanner scanner, bool international)
    {
        if (scanner.TakePercentTriplet()) return true;
        int c = scanner.Peek(out int units);
        if (!IsPlain(c) && !(international && IsInternational(c))) return false;
        scanner.At += units;
        return true;
    }

    private static bool TakeExpression(ref TextScanner scanner)
    {
        if ("+#./;?&=,!@|".Contains(scanner.Next, StringComparison.Ordinal)) scanner.At++;
        do
        {
            if (!TakeVariable(ref scanner)) return false;
        }
        while (scanner.Take(','));
        return scanner.Take('}');
    }

    private static bool TakeVariable(ref TextScanner scanner)
    {
        do
        {
            int start = scanner.At;
            while (char.IsAsciiLetterOrDigit(scanner.Next) || scanner.Next == '_') scanner.At++;
            if (!scanner.TakePercentTriplet() && scanner.At == start) return false;
        }
        while (scanner.Take('.') || char.IsAsciiLetterOrDigit(scanner.Next) || scanner.Next is '_' or '%');
        if (scanner.Take('*') || !scanner.Take(':')) return true;
        return scanner.Next != '0' && scanner.TakeDigits() is >= 1 and <= 4;
    }

    private static bool TakeLiteral(ref TextScanner scanner)
    {
        int c = scanner.Peek(out int units);
        if (c < 0x80 ? c is <= ' ' or '"' or '%' or '<' or '>' or '\\' or '^' or '`' or '{' or '|' or '}' or 0x7F : !IsInternational(c) && !IsPrivate(c)) return false;
        scanner.At += units;
        return true;
    }

    /// <summary>Unreserved characters and sub-delimiters.</summary>
    private static bool IsPlain(int c) => c < 0x80 && (char.IsAsciiLetterOrDigit((char)c) || "-._~!$&'()*+,;=".Contains((char)c, StringComparison.Ordinal));

    /// <summary><c>ucschar</c> of RFC 3987.</summary>
    private static bool IsInternational(int c) => c is (>= 0xA0 and <= 0xD7FF) or (>= 0xF900 and <= 0xFDCF) or (>= 0xFDF0 and <= 0xFFEF)
        || (c is (>= 0x10000 and < 0xE0000) or (>= 0xE1000 and <= 0xEFFFD) && (c & 0xFFFF) <= 0xFFFD);

    /// <summary><c>iprivate</c> of RFC 3987.</summary>
    private static bool IsPrivate(int c) => c is (>= 0xE000 and <= 0xF8FF) or (>= 0xF0000 and <= 0xFFFFD) or (>= 0x100000 and <= 0x10FFFD);
}
