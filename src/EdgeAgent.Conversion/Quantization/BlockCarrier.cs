using EdgeAgent.Conversion.Checkpoints;

namespace EdgeAgent.Conversion.Quantization;

/// <summary>Moves GGUF blocks into MatMulNBits blocks without changing a number that they stand for.</summary>
/// <remarks>
/// Encodings without minima differ in layout only. With minima a number is scale * q - minimum, whose zero point is no integer: it becomes
/// scale * (q - middle), and the rest, scale * middle - minimum, is a term for the whole block that the graph adds by the sum of the
/// block's inputs. A group longer than the target's blocks repeats its scale.
/// </remarks>
internal static class BlockCarrier
{
    /// <summary>Carries one row.</summary>
    /// <returns>Whether all scales and terms are finite; the row is of no use otherwise.</returns>
    public static bool Carry(WeightEncoding encoding, ReadOnlySpan<byte> row, MatrixPlan plan, BlockRow target)
    {
        BlockLayout layout = BlockLayout.Of(encoding);
        Span<sbyte> q = (stackalloc sbyte[BlockLayout.MostNumbers])[..layout.Numbers];
        Span<float> scales = (stackalloc float[BlockLayout.MostGroups])[..(layout.Numbers / layout.Group)];
        Span<float> minima = (stackalloc float[BlockLayout.MostGroups])[..scales.Length];
        Span<byte> moved = stackalloc byte[plan.Block];
        int zero = 1 << (plan.Bits - 1);
        float none = 0;
        for (int block = 0; row.Length > 0; row = row[layout.Bytes..])
        {
            GgufBlocks.Unpack(encoding, row[..layout.Bytes], q, scales, minima);
            for (int first = 0; first < q.Length; first += plan.Block)
            {
                int group = first / layout.Group;
                for (int i = 0; i < moved.Length; i++) moved[i] = (byte)(q[first + i] - layout.Middle + zero);
                float correction = layout.Minima ? (scales[group] * layout.Middle) - minima[group] : 0;
                none += (scales[group] - scales[group]) + (correction - correction); // 0 unless one is infinite or NaN
                target.Set(block++, moved, plan.Bits, scales[group], zero, correction);
            }
        }
        return none == 0;
    }
}
