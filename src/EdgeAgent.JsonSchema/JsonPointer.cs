namespace EdgeAgent.JsonSchema;

/// <summary>JSON pointers (RFC 6901) as they appear in errors: <c>#</c> is the root, <c>#/properties/a~1b</c> a member.</summary>
public static class JsonPointer
{
    /// <summary>The pointer of a member or item below another pointer, the segment escaped.</summary>
    /// <param name="pointer">The pointer above.</param>
    /// <param name="segment">The member's name or the item's index, not escaped.</param>
    public static string Append(string pointer, string segment)
    {
        ArgumentNullException.ThrowIfNull(pointer);
        return $"{pointer}/{Escape(segment)}";
    }

    /// <summary>One segment with <c>~</c> as <c>~0</c> and <c>/</c> as <c>~1</c>.</summary>
    /// <param name="segment">The member's name or the item's index.</param>
    public static string Escape(string segment)
    {
        ArgumentNullException.ThrowIfNull(segment);
        return segment.AsSpan().IndexOfAny('~', '/') < 0
            ? segment
            : segment.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
    }

    internal static string Unescape(string segment) =>
        segment.Contains('~', StringComparison.Ordinal)
            ? segment.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)
            : segment;
}
