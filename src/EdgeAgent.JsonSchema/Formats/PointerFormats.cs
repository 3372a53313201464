namespace EdgeAgent.JsonSchema.Formats;

/// <summary>JSON pointers (RFC 6901, section 3) and relative ones (draft-luff-relative-json-pointer-00; draft-bhutton-relative-json-pointer-00).</summary>
internal static class PointerFormats
{
    public static bool IsPointer(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return true;
        if (text[0] != '/') return false;
        for (int i = 0; i < text.Length; i++)
            if (text[i] == '~' && (i + 1 == text.Length || text[i + 1] is not ('0' or '1'))) return false;
        return true;
    }

    /// <summary>How many levels up, then a pointer or <c>#</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="shifts">Whether an index may be moved (<c>0+1</c>), as in 2020-12.</param>
    public static bool IsRelativePointer(ReadOnlySpan<char> text, bool shifts)
    {
        TextScanner scanner = new(text);
        bool zero = scanner.Next == '0';
        int digits = scanner.TakeDigits();
        if (digits == 0 || (zero && digits > 1)) return false;
        if (shifts && (scanner.Take('+') || scanner.Take('-')) && (scanner.Next == '0' || scanner.TakeDigits() == 0)) return false;
        return scanner.Rest is "#" || IsPointer(scanner.Rest);
    }
}
