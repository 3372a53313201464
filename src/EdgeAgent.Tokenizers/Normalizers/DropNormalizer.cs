using EdgeAgent.Tokenizers.Unicode;

namespace EdgeAgent.Tokenizers.Normalizers;

/// <summary>Drops the characters of a set: Hugging Face's normalizer <c>StripAccents</c>, and a part of <c>BertNormalizer</c>.</summary>
internal sealed class DropNormalizer(CodePointBits dropped) : CharacterNormalizer
{
    protected override bool Changes(int codePoint) => dropped.Contains(codePoint);

    protected override void WriteChanged(int codePoint, int at, NormalizerOutput output)
    {
    }
}
