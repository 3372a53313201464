using EdgeAgent.Tokenizers.Unicode;

namespace EdgeAgent.Tokenizers.Normalizers;

/// <summary>Hugging Face's normalizer <c>Lowercase</c>: character by character, so a capital sigma is a small one everywhere.</summary>
internal sealed class LowercaseNormalizer : CharacterNormalizer
{
    private const int DottedCapitalI = 0x130, CombiningDot = 0x307;

    protected override bool Changes(int codePoint) => codePoint == DottedCapitalI || Lowercase.Of(codePoint) != codePoint;

    protected override void WriteChanged(int codePoint, int at, NormalizerOutput output)
    {
        if (codePoint == DottedCapitalI)
        {
            output.Write('i', at);
            output.Write(CombiningDot, at);
        }
        else output.Write(Lowercase.Of(codePoint), at);
    }
}
