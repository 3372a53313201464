namespace EdgeAgent.Tokenizers.Normalizers;

/// <summary>Hugging Face's normalizer <c>Nmt</c>, after SentencePiece's rules of that name: drops control characters, makes a space of what
/// is blank or unknown.</summary>
internal sealed class NmtNormalizer : CharacterNormalizer
{
    public override bool MakesSpaces => true;

    protected override bool Changes(int codePoint) => IsDropped(codePoint) || IsBlank(codePoint);

    protected override void WriteChanged(int codePoint, int at, NormalizerOutput output)
    {
        if (IsBlank(codePoint)) output.Write(' ', at);
    }

    private static bool IsDropped(int codePoint)
        => codePoint is (>= 0x01 and <= 0x08) or 0x0B or (>= 0x0E and <= 0x1F) or 0x7F or 0x8F or 0x9F;

    private static bool IsBlank(int codePoint)
        => codePoint is 0x09 or 0x0A or 0x0C or 0x0D or 0x1680 or (>= 0x200B and <= 0x200F) or 0x2028 or 0x2029 or 0x2581 or 0xFEFF or 0xFFFD;
}
