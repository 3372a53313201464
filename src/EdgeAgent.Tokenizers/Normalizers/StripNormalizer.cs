using EdgeAgent.Tokenizers.Unicode;

namespace EdgeAgent.Tokenizers.Normalizers;

/// <summary>Hugging Face's normalizer <c>Strip</c>: drops white space at the ends of a text.</summary>
internal sealed class StripNormalizer(bool left, bool right) : Normalizer
{
    public override bool IsIdempotent => false;   // a part of a stripped text may begin with a space

    public override bool MakesSpaces => false;

    public override bool LeavesAsIs(ReadOnlySpan<byte> text) => Bounds(text) == (0, text.Length);

    public override void Write(ReadOnlySpan<byte> text, NormalizerOutput output)
    {
        (int start, int end) = Bounds(text);
        output.Keep(text, start, end);
    }

    private (int Start, int End) Bounds(ReadOnlySpan<byte> text)
    {
        int start = 0, end = text.Length;
        if (left)
            while (start < end && (CodePointClasses.At(text, start, out int length) & CodePointClass.Space) != 0) start += length;
        if (right)
            while (end > start && (CodePointClasses.Before(text, end, out int length) & CodePointClass.Space) != 0) end -= length;
        return (start, end);
    }
}
