using System.Buffers;

namespace EdgeAgent.Tokenizers.Normalizers;

/// <summary>Hugging Face's normalizer <c>Sequence</c>: one after the other.</summary>
internal sealed class NormalizerChain(IReadOnlyList<Normalizer> steps) : Normalizer
{
    public override bool IsIdempotent => false;

    public override bool LeavesAsIs(ReadOnlySpan<byte> text)
    {
        foreach (Normalizer step in steps)
            if (!step.LeavesAsIs(text)) return false;
        return true;
    }

    public override void Write(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        foreach (Normalizer step in steps)
            if (!step.LeavesAsIs(text)) text = step.Normalize(text);
        output.Write(text);
    }

    /// <summary>The steps as one normalizer; null if there are none.</summary>
    public static Normalizer? Of(IReadOnlyList<Normalizer> steps) => steps.Count switch
    {
        0 => null,
        1 => steps[0],
        _ => new NormalizerChain(steps),
    };
}
