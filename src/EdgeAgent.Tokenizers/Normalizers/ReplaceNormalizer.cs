using System.Buffers;

namespace EdgeAgent.Tokenizers.Normalizers;

/// <summary>Hugging Face's normalizer <c>Replace</c> with a fixed pattern: each place where it stands, from the left, without
/// overlaps.</summary>
internal sealed class ReplaceNormalizer(byte[] pattern, byte[] content) : Normalizer
{
    public byte[] Pattern => pattern;

    public byte[] Content => content;

    public override bool IsIdempotent => false;

    public override bool LeavesAsIs(ReadOnlySpan<byte> text) => text.IndexOf(pattern) < 0;

    public override void Write(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        for (int at; (at = text.IndexOf(pattern)) >= 0; text = text[(at + pattern.Length)..])
        {
            output.Write(text[..at]);
            output.Write(content);
        }
        output.Write(text);
    }
}
