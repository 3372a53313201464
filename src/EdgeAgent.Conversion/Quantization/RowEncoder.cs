using EdgeAgent.Conversion.Checkpoints;

namespace EdgeAgent.Conversion.Quantization;

/// <summary>Turns stored rows of a tensor into quantized rows by a plan: carried where nothing is lost, else decoded and rounded.</summary>
internal static class RowEncoder
{
    /// <param name="tensor">Where the row is from.</param>
    /// <param name="stored">The row as it is stored.</param>
    /// <param name="plan">What it becomes; not plain numbers.</param>
    /// <param name="numbers">Room for the decoded row.</param>
    /// <param name="target">Room for the result.</param>
    /// <exception cref="ConversionException">EA4112: a number is not finite.</exception>
    public static void Encode(WeightTensor tensor, ReadOnlySpan<byte> stored, MatrixPlan plan, Span<float> numbers, BlockRow target)
    {
        if (plan.Carries(tensor.Encoding))
        {
            if (!BlockCarrier.Carry(tensor.Encoding, stored, plan, target)) throw NotFinite(tensor);
            return;
        }
        WeightDecoder.Decode(tensor.Encoding, stored, numbers);
        Span<byte> q = stackalloc byte[plan.Block];
        for (int block = 0; block < target.Scales.Length; block++)
        {
            ReadOnlySpan<float> w = numbers.Slice(block * plan.Block, plan.Block);
            if (!IsFinite(w)) throw NotFinite(tensor);
            (float scale, int zero) = Quantize(w, plan, q);
            target.Set(block, q, plan.Bits, scale, zero, 0);
        }
    }

    private static (float Scale, int Zero) Quantize(ReadOnlySpan<float> w, MatrixPlan plan, Span<byte> q)
    {
        if (!plan.ZeroPoints) return (SymmetricQuantizer.Quantize(w, plan.Bits, q), 1 << (plan.Bits - 1));
        return plan is { Bits: 4, Block: FitQuantizer.Length } ? FitQuantizer.Quantize(w, q) : AsymmetricQuantizer.Quantize(w, plan.Bits, q);
    }

    private static bool IsFinite(ReadOnlySpan<float> numbers)
    {
        float none = 0;
        foreach (float number in numbers) none += number - number; // 0 for every number but infinities and NaN
        return none == 0;
    }

    private static ConversionException NotFinite(WeightTensor tensor)
        => new("EA4112", $"The tensor '{tensor.Name}' holds a number that is not finite, which cannot be quantized.", tensor.Where,
            "The checkpoint is damaged, or its training diverged: take another one.");
}
