namespace EdgeAgent.Conversion.Quantization;

/// <summary>Rounds blocks to w = (q - 2^(bits-1)) * scale.</summary>
/// <remarks>
/// The plain way is Q4_0's: the number of largest magnitude becomes -2^(bits-1), which has no positive counterpart. With 4 bits a search
/// over scales around it, each refitted by least squares, lowers the squared error; with 8 bits there is nothing to gain.
/// </remarks>
internal static class SymmetricQuantizer
{
    private const int Steps = 9;

    /// <summary>Quantizes a block and gives its scale.</summary>
    public static float Quantize(ReadOnlySpan<float> block, int bits, Span<byte> q)
    {
        float plain = Plain(block, bits, q);
        if (bits != 4 || plain == 0) return plain;
        float best = plain, least = SquaredError(block, q, plain);
        Span<byte> tried = stackalloc byte[block.Length];
        for (int step = 0; step < Steps; step++)
        {
            // From -8 taking 9 steps' worth less of the range to 8% more: beyond that every block got worse.
            float scale = plain * (8f / (7.2f + (0.2f * step)));
            Round(block, 1 / scale, 8, tried);
            scale = Refit(block, tried, scale);
            Round(block, 1 / scale, 8, tried);
            float error = SquaredError(block, tried, scale);
            if (error >= least) continue;
            (best, least) = (scale, error);
            tried.CopyTo(q);
        }
        return best;
    }

    /// <summary>The plain way, without a search.</summary>
    public static float Plain(ReadOnlySpan<float> block, int bits, Span<byte> q)
    {
        int half = 1 << (bits - 1);
        float largest = 0;
        foreach (float w in block)
            if (MathF.Abs(w) > MathF.Abs(largest)) largest = w;
        float scale = largest / -half;
        Round(block, scale != 0 ? 1 / scale : 0, half, q);
        return scale;
    }

    private static void Round(ReadOnlySpan<float> block, float inverse, int half, Span<byte> q)
    {
        for (int i = 0; i < block.Length; i++) q[i] = (byte)Math.Clamp(MathF.Round(block[i] * inverse) + half, 0, (2 * half) - 1);
    }

    private static float Refit(ReadOnlySpan<float> block, ReadOnlySpan<byte> q, float scale)
    {
        float products = 0, squares = 0;
        for (int i = 0; i < block.Length; i++)
        {
            float c = q[i] - 8;
            products += c * block[i];
            squares += c * c;
        }
        return squares > 0 && products != 0 ? products / squares : scale;
    }

    private static float SquaredError(ReadOnlySpan<float> block, ReadOnlySpan<byte> q, float scale)
    {
        float sum = 0;
        for (int i = 0; i < block.Length; i++)
        {
            float error = ((q[i] - 8) * scale) - block[i];
            sum += error * error;
        }
        return sum;
    }
}
