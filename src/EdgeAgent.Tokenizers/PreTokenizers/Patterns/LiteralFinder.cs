namespace EdgeAgent.Tokenizers.PreTokenizers.Patterns;

/// <summary>Finds a fixed text.</summary>
/// <param name="literal">Its bytes; at least one.</param>
internal sealed class LiteralFinder(byte[] literal) : PatternFinder
{
    public override bool LooksBack => false;

    public override bool TryFind(ReadOnlySpan<byte> text, int from, ref long budget, out int start, out int end)
    {
        int at = text[from..].IndexOf(literal);
        (start, end) = at < 0 ? (text.Length, text.Length) : (from + at, from + at + literal.Length);
        return at >= 0;
    }
}
