namespace EdgeAgent.Tokenizers.Normalizers;

/// <summary>Hugging Face's normalizer <c>Sequence</c>: one after the other.</summary>
internal sealed class NormalizerChain(IReadOnlyList<Normalizer> steps) : Normalizer
{
    public IReadOnlyList<Normalizer> Steps => steps;

    public override bool IsIdempotent => false;

    public override bool MakesSpaces => steps.Any(static step => step.MakesSpaces);

    public override bool LeavesAsIs(ReadOnlySpan<byte> text)
    {
        foreach (Normalizer step in steps)
            if (!step.LeavesAsIs(text)) return false;
        return true;
    }

    /// <summary>Only for output without alignment: what stands for what is known step by step.</summary>
    public override void Write(ReadOnlySpan<byte> text, NormalizerOutput output)
    {
        foreach (Normalizer step in steps)
            if (!step.LeavesAsIs(text)) text = step.Normalize(text, output.Limit);
        output.Keep(text, 0, text.Length);
    }

    /// <summary>The steps as one normalizer; null if there are none.</summary>
    public static Normalizer? Of(IReadOnlyList<Normalizer> steps) => steps.Count switch
    {
        0 => null,
        1 => steps[0],
        _ => new NormalizerChain(steps),
    };
}
