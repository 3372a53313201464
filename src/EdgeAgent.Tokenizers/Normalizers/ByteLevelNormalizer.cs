using EdgeAgent.Tokenizers.Bpe;

namespace EdgeAgent.Tokenizers.Normalizers;

/// <summary>Hugging Face's normalizer <c>ByteLevel</c>: writes each byte as the character that stands for it in byte-level
/// vocabularies.</summary>
internal sealed class ByteLevelNormalizer : Normalizer
{
    public override bool IsIdempotent => false;

    public override bool MakesSpaces => false;

    public override bool LeavesAsIs(ReadOnlySpan<byte> text) => !text.ContainsAnyExceptInRange((byte)'!', (byte)'~');

    public override void Write(ReadOnlySpan<byte> text, NormalizerOutput output)
    {
        for (int i = 0; i < text.Length; i++) output.Write(ByteLevelAlphabet.Character(text[i]), i);
    }
}
