using EdgeAgent.Tokenizers.Unicode;

namespace EdgeAgent.Tokenizers.Normalizers;

/// <summary>Makes every white space character a space: a part of <c>BertNormalizer</c>.</summary>
internal sealed class SpaceNormalizer : CharacterNormalizer
{
    public override bool MakesSpaces => true;

    protected override bool Changes(int codePoint) => codePoint != ' ' && (CodePointClasses.Of(codePoint) & CodePointClass.Space) != 0;

    protected override void WriteChanged(int codePoint, int at, NormalizerOutput output) => output.Write(' ', at);
}
