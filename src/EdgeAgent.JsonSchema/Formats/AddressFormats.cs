namespace EdgeAgent.JsonSchema.Formats;

/// <summary>
/// Addresses of hosts and mailboxes: IPv4 (RFC 2673, section 3.2), IPv6 (RFC 4291, section 2.2), e-mail (RFC 5321, section 4.1.2; RFC 6531, section 3.3); and
/// UUIDs (RFC 4122, section 3).
/// </summary>
internal static class AddressFormats
{
    public static bool IsIPv4(ReadOnlySpan<char> text)
    {
        TextScanner scanner = new(text);
        return TakeIPv4(ref scanner, leadingZeros: false) && scanner.AtEnd;
    }

    /// <summary>Eight groups of hexadecimal digits; one run of zero groups may be left out, and an IPv4 address may stand for the last two.</summary>
    public static bool IsIPv6(ReadOnlySpan<char> text)
    {
        TextScanner scanner = new(text);
        int groups = 0;
        bool gap = false;
        if (scanner.Next == ':')
        {
            if (!scanner.Rest.StartsWith("::", StringComparison.Ordinal)) return false;
            scanner.At += 2;
            gap = true;
            if (scanner.AtEnd) return true;
        }
        while (true)
        {
            int start = scanner.At;
            while (scanner.At - start < 4 && char.IsAsciiHexDigit(scanner.Next)) scanner.At++;
            if (scanner.Next == '.')
            {
                scanner.At = start;
                return TakeIPv4(ref scanner, leadingZeros: false) && scanner.AtEnd && (gap ? groups + 2 <= 7 : groups + 2 == 8);
            }
            if (scanner.At == start) return false;
            groups++;
            if (scanner.AtEnd) return gap ? groups <= 7 : groups == 8;
            if (!scanner.Take(':')) return false;
            if (!scanner.Take(':')) continue;
            if (gap) return false;
            gap = true;
            if (scanner.AtEnd) return groups <= 7;
        }
    }

    /// <summary>A mailbox of RFC 5321, of RFC 6531 where characters beyond ASCII are allowed.</summary>
    /// <remarks>Domain labels are checked for their syntax only; of address literals the kinds that are registered are known (IPv4, IPv6).</remarks>
    public static bool IsEmail(ReadOnlySpan<char> text, bool international)
    {
        TextScanner scanner = new(text);
        bool local = scanner.Next == '"' ? TakeQuoted(ref scanner, international) : TakeDotted(ref scanner, international);
        if (!local || !scanner.Take('@')) return false;
        return scanner.Next == '[' ? IsLiteral(scanner.Rest) : IsMailDomain(scanner.Rest, international);
    }

    public static bool IsUuid(ReadOnlySpan<char> text)
    {
        if (text.Length != 36) return false;
        for (int i = 0; i < text.Length; i++)
            if (i is 8 or 13 or 18 or 23 ? text[i] != '-' : !char.IsAsciiHexDigit(text[i])) return false;
        return true;
    }

    private static bool TakeIPv4(ref TextScanner scanner, bool leadingZeros)
    {
        for (int i = 0; i < 4; i++)
        {
            if (i > 0 && !scanner.Take('.')) return false;
            bool zero = scanner.Next == '0';
            int value = 0, digits = 0;
            for (; char.IsAsciiDigit(scanner.Next) && digits < 4; digits++, scanner.At++) value = (value * 10) + scanner.Next - '0';
            if (digits is 0 or > 3 || value > 255 || (zero && digits > 1 && !leadingZeros)) return false;
        }
        return true;
    }

    private static bool TakeDotted(ref TextScanner scanner, bool international)
    {
        do
        {
            int start = scanner.At;
            while (!scanner.AtEnd && (IsAtomCharacter(scanner.Next) || (international && scanner.Next >= 0x80))) scanner.At++;
            if (scanner.At == start) return false;
        }
        while (scanner.Take('.'));
        return true;
    }

    private static bool TakeQuoted(ref TextScanner scanner, bool international)
    {
        scanner.At++;
        while (!scanner.AtEnd)
        {
            if (scanner.Take('"')) return true;
            bool escaped = scanner.Take('\\');
            if (scanner.AtEnd) return false;
            char c = scanner.Next;
            if (c is < ' ' or '\x7F' || (c >= 0x80 && (escaped || !international))) return false;
            scanner.At++;
        }
        return false;
    }

    private static bool IsLiteral(ReadOnlySpan<char> text)
    {
        if (text is not ['[', .. ReadOnlySpan<char> inside, ']']) return false;
        if (inside.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase)) return IsIPv6(inside[5..]);
        TextScanner scanner = new(inside);
        return TakeIPv4(ref scanner, leadingZeros: true) && scanner.AtEnd;
    }

    private static bool IsMailDomain(ReadOnlySpan<char> text, bool international)
    {
        foreach (Range range in text.Split('.'))
        {
            ReadOnlySpan<char> label = text[range];
            if (label.IsEmpty || label[0] == '-' || label[^1] == '-') return false;
            foreach (char c in label)
                if (!char.IsAsciiLetterOrDigit(c) && c != '-' && !(international && c >= 0x80)) return false;
        }
        return true;
    }

    private static bool IsAtomCharacter(char c) => char.IsAsciiLetterOrDigit(c) || (c < 0x80 && "!#$%&'*+/=?^_`{|}~-".Contains(c, StringComparison.Ordinal));
}
