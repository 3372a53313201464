using System.Buffers;

namespace EdgeAgent.Tokenizers.Normalizers;

/// <summary>Hugging Face's normalizer <c>Prepend</c>: a fixed text before every text that is not empty.</summary>
internal sealed class PrependNormalizer(byte[] prefix) : Normalizer
{
    public byte[] Prefix => prefix;

    public override bool IsIdempotent => false;

    public override bool LeavesAsIs(ReadOnlySpan<byte> text) => text.Length == 0;

    public override void Write(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        if (text.Length > 0) output.Write(prefix);
        output.Write(text);
    }
}
