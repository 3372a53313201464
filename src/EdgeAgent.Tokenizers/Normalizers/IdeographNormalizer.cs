namespace EdgeAgent.Tokenizers.Normalizers;

/// <summary>Puts a space before and after each Chinese character: a part of <c>BertNormalizer</c>.</summary>
internal sealed class IdeographNormalizer : CharacterNormalizer
{
    public override bool IsIdempotent => false;

    public override bool MakesSpaces => true;

    /// <summary>The blocks that the library names, which leave out U+2B820 to U+2B91F.</summary>
    protected override bool Changes(int codePoint)
        => codePoint is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B81F)
            or (>= 0x2B920 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);

    protected override void WriteChanged(int codePoint, int at, NormalizerOutput output)
    {
        output.Write(' ', at);
        output.Write(codePoint, at);
        output.Write(' ', at);
    }
}
