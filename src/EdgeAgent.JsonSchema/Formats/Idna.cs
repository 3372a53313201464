namespace EdgeAgent.JsonSchema.Formats;

/// <summary>Internationalized host names: IDNA 2008 (RFC 5890 to 5893), with the characters of Unicode 17.</summary>
/// <remarks>The tables are this library's own, so the verdict is the same on every machine, whatever it has for globalization.</remarks>
internal static class Idna
{
    /// <summary>Labels between dots, or what is taken for dots (RFC 3490, section 3.1): plain ones, <c>xn--</c> ones, ones with characters beyond ASCII.</summary>
    public static bool IsHostname(ReadOnlySpan<char> text)
    {
        if (text.Length > 2 * HostnameFormat.MaxLength) return false; // each character takes at least one of the ASCII form
        List<List<int>> labels = [];
        int length = -1;
        foreach (Range range in text.SplitAny('.', '\u3002', '\uff0e', '\uff61'))
        {
            ReadOnlySpan<char> label = text[range];
            int asciiLength = System.Text.Ascii.IsValid(label) ? ReadAscii(label, labels) : ReadUnicode(label, labels);
            if (asciiLength == 0) return false;
            length += asciiLength + 1;
        }
        return length <= HostnameFormat.MaxLength && IsBidiSound(labels);
    }

    /// <summary>Whether an ASCII label that begins with <c>xn--</c> is the form of a valid label beyond ASCII, and the form that encoding that label gives.</summary>
    public static bool IsValidALabel(ReadOnlySpan<char> label)
    {
        List<List<int>> labels = [];
        return ReadALabel(label, labels) && IsBidiSound(labels);
    }

    private static int ReadAscii(ReadOnlySpan<char> label, List<List<int>> labels)
    {
        if (!HostnameFormat.IsLabel(label)) return 0;
        if (HostnameFormat.IsALabel(label)) return ReadALabel(label, labels) ? label.Length : 0;
        if (label.Length > 3 && label[2] == '-' && label[3] == '-') return 0;
        List<int> characters = [];
        foreach (char c in label) characters.Add(char.ToLowerInvariant(c));
        labels.Add(characters);
        return label.Length;
    }

    private static bool ReadALabel(ReadOnlySpan<char> label, List<List<int>> labels)
    {
        if (!HostnameFormat.IsLabel(label) || Punycode.Decode(label[4..]) is not { } characters) return false;
        if (!characters.Exists(c => c >= 128) || !IsValidLabel(characters)) return false;
        labels.Add(characters);
        return label[4..].Equals(Punycode.Encode(characters, HostnameFormat.MaxLabel - 4), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The length of the ASCII form; 0 for a label that is not valid.</summary>
    private static int ReadUnicode(ReadOnlySpan<char> label, List<List<int>> labels)
    {
        List<int> characters = [];
        TextScanner scanner = new(label);
        for (int units; !scanner.AtEnd; scanner.At += units) characters.Add(scanner.Peek(out units));
        if (!IsValidLabel(characters) || Punycode.Encode(characters, HostnameFormat.MaxLabel - 4) is not string encoded) return 0;
        labels.Add(characters);
        return encoded.Length + 4;
    }

    /// <summary>RFC 5891, section 4.2: composed, no hyphens at the ends or third and fourth, no mark first, every character allowed where it stands.</summary>
    private static bool IsValidLabel(List<int> label)
    {
        if (label[0] == '-' || label[^1] == '-' || (label.Count > 3 && label[2] == '-' && label[3] == '-')) return false;
        IdnaTables tables = IdnaTables.Instance;
        if (tables.Of(label[0]).IsMark) return false;
        for (int i = 0; i < label.Count; i++)
        {
            IdnaCharacter character = tables.Of(label[i]);
            if (!character.IsValid || (character.NeedsContext && !IsAllowedAt(label, i))) return false;
        }
        return Composition.IsComposed(label);
    }

    /// <summary>The rules of RFC 5892, appendix A.</summary>
    private static bool IsAllowedAt(List<int> label, int at)
    {
        IdnaTables tables = IdnaTables.Instance;
        bool first = at == 0, last = at == label.Count - 1;
        switch (label[at])
        {
            case 0x200C: return !first && (tables.Of(label[at - 1]).IsVirama || IsBetweenJoining(label, at));
            case 0x200D: return !first && tables.Of(label[at - 1]).IsVirama;
            case 0xB7: return !first && !last && label[at - 1] == 'l' && label[at + 1] == 'l';
            case 0x375: return !last && tables.Of(label[at + 1]).Script == IdnaScript.Greek;
            case 0x5F3 or 0x5F4: return !first && tables.Of(label[at - 1]).Script == IdnaScript.Hebrew;
            case 0x30FB: return label.Exists(c => tables.Of(c).Script == IdnaScript.HiraganaKatakanaHan);
            case >= 0x660 and <= 0x669: return !label.Exists(c => c is >= 0x6F0 and <= 0x6F9);
            default: return !label.Exists(c => c is >= 0x660 and <= 0x669);
        }
    }

    private static bool IsBetweenJoining(List<int> label, int at)
    {
        IdnaTables tables = IdnaTables.Instance;
        int before = at - 1, after = at + 1;
        while (before >= 0 && tables.Of(label[before]).IsTransparent) before--;
        while (after < label.Count && tables.Of(label[after]).IsTransparent) after++;
        return before >= 0 && after < label.Count && tables.Of(label[before]).JoinsNext && tables.Of(label[after]).JoinsPrevious;
    }

    /// <summary>RFC 5893, section 2: asked of all labels where one has a character that is written from right to left.</summary>
    private static bool IsBidiSound(List<List<int>> labels)
    {
        IdnaTables tables = IdnaTables.Instance;
        bool bidi = labels.Exists(label => label.Exists(c => tables.Of(c).Direction is IdnaDirection.RightToLeft or IdnaDirection.ArabicNumber));
        return !bidi || labels.TrueForAll(IsBidiLabel);
    }

    private static bool IsBidiLabel(List<int> label)
    {
        IdnaTables tables = IdnaTables.Instance;
        IdnaDirection first = tables.Of(label[0]).Direction, last = IdnaDirection.Neutral;
        if (first is not (IdnaDirection.LeftToRight or IdnaDirection.RightToLeft)) return false;
        bool leftToRight = first == IdnaDirection.LeftToRight;
        (bool european, bool arabic) = (false, false);
        foreach (int c in label)
        {
            IdnaDirection direction = tables.Of(c).Direction;
            if (leftToRight ? direction is IdnaDirection.RightToLeft or IdnaDirection.ArabicNumber : direction == IdnaDirection.LeftToRight) return false;
            european |= direction == IdnaDirection.EuropeanNumber;
            arabic |= direction == IdnaDirection.ArabicNumber;
            if (direction != IdnaDirection.NonspacingMark) last = direction;
        }
        return !(!leftToRight && european && arabic)
            && (last == first || last == IdnaDirection.EuropeanNumber || (!leftToRight && last == IdnaDirection.ArabicNumber));
    }
}
