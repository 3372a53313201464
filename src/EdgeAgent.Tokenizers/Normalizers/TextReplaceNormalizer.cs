namespace EdgeAgent.Tokenizers.Normalizers;

/// <summary><c>Replace</c> with a fixed text as its pattern.</summary>
internal sealed class TextReplaceNormalizer(byte[] pattern, byte[] content) : ReplaceNormalizer(content)
{
    /// <summary>What is replaced; not empty.</summary>
    public byte[] Pattern => pattern;

    protected override bool TryFind(ReadOnlySpan<byte> text, int from, ref long budget, out int start, out int end)
    {
        int at = text[from..].IndexOf(pattern);
        (start, end) = (from + at, from + at + pattern.Length);
        return at >= 0;
    }
}
