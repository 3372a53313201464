namespace EdgeAgent.Tokenizers.Normalizers;

/// <summary>Hugging Face's normalizer <c>Prepend</c>: a fixed text before every text that is not empty.</summary>
internal sealed class PrependNormalizer(byte[] prefix) : Normalizer
{
    public byte[] Prefix => prefix;

    public override bool IsIdempotent => false;

    public override bool MakesSpaces => prefix.Contains((byte)' ');

    public override bool LeavesAsIs(ReadOnlySpan<byte> text) => text.Length == 0;

    /// <summary>The prefix stands for the text's first character.</summary>
    public override void Write(ReadOnlySpan<byte> text, NormalizerOutput output)
    {
        if (text.Length > 0) output.Write(prefix, 0);
        output.Keep(text, 0, text.Length);
    }
}
