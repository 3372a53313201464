namespace EdgeAgent.JsonSchema.Formats;

/// <summary>Host names: labels of letters, digits and hyphens (RFC 1123, section 2.1; RFC 1034, section 3.1).</summary>
internal static class HostnameFormat
{
    /// <summary>In characters, dots included: 255 octets on the wire less the first length and the root.</summary>
    public const int MaxLength = 253;

    public const int MaxLabel = 63;

    /// <summary>A host name.</summary>
    /// <param name="text">The text.</param>
    /// <param name="checkALabels">Whether a label that begins with <c>xn--</c> must be the ASCII form of a valid one (RFC 5890, section 2.3.2.1).</param>
    public static bool IsHostname(ReadOnlySpan<char> text, bool checkALabels)
    {
        if (text.Length > MaxLength) return false;
        foreach (Range range in text.Split('.'))
        {
            ReadOnlySpan<char> label = text[range];
            if (!IsLabel(label) || (checkALabels && IsALabel(label) && !Idna.IsValidALabel(label))) return false;
        }
        return true;
    }

    public static bool IsALabel(ReadOnlySpan<char> label) => label.StartsWith("xn--", StringComparison.OrdinalIgnoreCase);

    public static bool IsLabel(ReadOnlySpan<char> label)
    {
        if (label.IsEmpty || label.Length > MaxLabel || label[0] == '-' || label[^1] == '-') return false;
        foreach (char c in label)
            if (!char.IsAsciiLetterOrDigit(c) && c != '-') return false;
        return true;
    }
}
