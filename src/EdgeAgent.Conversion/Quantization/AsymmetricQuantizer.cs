namespace EdgeAgent.Conversion.Quantization;

/// <summary>Rounds blocks of any length to w = (q - zero) * scale with an integer zero point, in 4 or 8 bits.</summary>
/// <remarks>
/// The way of <see cref="FitQuantizer"/>, which does it fast for the common case. With 4 bits every zero point is tried; with 8 bits the
/// one that the block's range gives and its neighbours: one step more or less of 255 changes little.
/// </remarks>
internal static class AsymmetricQuantizer
{
    private const int Rounds = 3;

    /// <summary>Quantizes a block and gives its scale and zero point.</summary>
    public static (float Scale, int Zero) Quantize(ReadOnlySpan<float> block, int bits, Span<byte> q)
    {
        int top = (1 << bits) - 1;
        (float low, float high) = (0, 0);
        foreach (float w in block) (low, high) = (MathF.Min(low, w), MathF.Max(high, w));
        int ranged = high > low ? (int)MathF.Round(-low / (high - low) * top) : 0;
        (int first, int last) = bits == 4 ? (0, top) : (Math.Max(0, ranged - 1), Math.Min(top, ranged + 1));
        (float bestScale, int bestZero, float least) = (0, 0, float.PositiveInfinity);
        Span<byte> tried = stackalloc byte[block.Length];
        for (int zero = first; zero <= last; zero++)
        {
            (float scale, float error) = Fit(block, zero, top, Start(low, high, zero, top), tried);
            if (error >= least) continue;
            (bestScale, bestZero, least) = (scale, zero, error);
            tried.CopyTo(q);
        }
        return (bestScale, bestZero);
    }

    // The scale by which the whole range fits.
    private static float Start(float low, float high, int zero, int top)
        => MathF.Max(1e-12f, MathF.Max(zero < top ? high / (top - zero) : 0, zero > 0 ? -low / zero : 0));

    // Rounds, and refits the scale to what it was rounded to by least squares, some times.
    private static (float Scale, float Error) Fit(ReadOnlySpan<float> block, int zero, int top, float scale, Span<byte> q)
    {
        float error = 0;
        for (int round = 0; round < Rounds; round++)
        {
            (float products, float squares) = (0, 0);
            error = 0;
            for (int i = 0; i < block.Length; i++)
            {
                float c = Math.Clamp(MathF.Round(block[i] / scale), -zero, top - zero);
                float off = (c * scale) - block[i];
                q[i] = (byte)(c + zero);
                (products, squares, error) = (products + (c * block[i]), squares + (c * c), error + (off * off));
            }
            if (round < Rounds - 1 && products > 0) scale = products / squares;
        }
        return (scale, error);
    }
}
