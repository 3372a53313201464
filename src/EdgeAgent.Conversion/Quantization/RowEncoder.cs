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
        if (MatrixPlan.Carries(tensor.Encoding, plan.Bits))
        {
            BlockCarrier.Carry(tensor.Encoding, stored, plan.Bits, target);
            return;
        }
        WeightDecoder.Decode(tensor.Encoding, stored, numbers);
        Span<byte> q = stackalloc byte[WeightDecoder.BlockSize];
        for (int block = 0; block < target.Scales.Length; block++)
        {
            ReadOnlySpan<float> w = numbers.Slice(block * WeightDecoder.BlockSize, WeightDecoder.BlockSize);
            RequireFinite(w, tensor);
            (float scale, int zero) = plan.ZeroPoints ? FitQuantizer.Quantize(w, q)
                : (SymmetricQuantizer.Quantize(w, plan.Bits, q), 1 << (plan.Bits - 1));
            target.Set(block, q, plan.Bits, scale, zero, 0);
        }
    }

    private static void RequireFinite(ReadOnlySpan<float> numbers, WeightTensor tensor)
    {
        float none = 0;
        foreach (float number in numbers) none += number - number; // 0 for every number but infinities and NaN
        if (none != 0 || float.IsNaN(none))
            throw new ConversionException("EA4112",
                $"The tensor '{tensor.Name}' holds a number that is not finite, which cannot be quantized.", tensor.Where,
                "The checkpoint is damaged, or its training diverged: take another one.");
    }
}
