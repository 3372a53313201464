using System.Runtime.Intrinsics;
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
        => (plan.Search, plan.ZeroPoints) switch
        {
            (true, true) => ScaleSearch.Asymmetric(w, q),
            (true, false) => (ScaleSearch.Symmetric(w, q), 8),
            (false, true) => AsymmetricQuantizer.Quantize(w, q),
            _ => (SymmetricQuantizer.Quantize(w, plan.Bits, q), 1 << (plan.Bits - 1)),
        };

    private static bool IsFinite(ReadOnlySpan<float> numbers)
    {
        Vector256<float> none = default; // 0 - 0 for every number but infinities and NaN
        for (; numbers.Length > 0; numbers = numbers[Vector256<float>.Count..])
        {
            Vector256<float> some = Vector256.Create(numbers);
            none += some - some;
        }
        return Vector256.EqualsAll(none, Vector256<float>.Zero);
    }

    private static ConversionException NotFinite(WeightTensor tensor)
        => new("EA4112", $"The tensor '{tensor.Name}' holds a number that is not finite, which cannot be quantized.", tensor.Where,
            "The checkpoint is damaged, or its training diverged: take another one.");
}
