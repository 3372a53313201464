namespace EdgeAgent.Conversion.Quantization;

/// <summary>Rounds blocks to w = (q - 2^(bits-1)) * scale without a search: for 8 bits, where there is nothing to gain by one, and for tables.</summary>
/// <remarks>Q4_0's way: the number of largest magnitude becomes -2^(bits-1), which has no positive counterpart.</remarks>
internal static class SymmetricQuantizer
{
    /// <summary>Quantizes a block and gives its scale.</summary>
    public static float Quantize(ReadOnlySpan<float> block, int bits, Span<byte> q)
    {
        int half = 1 << (bits - 1);
        float largest = 0;
        foreach (float w in block)
            if (MathF.Abs(w) > MathF.Abs(largest)) largest = w;
        float scale = largest / -half, inverse = scale != 0 ? 1 / scale : 0;
        for (int i = 0; i < block.Length; i++) q[i] = (byte)Math.Clamp(MathF.Round(block[i] * inverse) + half, 0, (2 * half) - 1);
        return scale;
    }
}
