using System.Runtime.Intrinsics;

namespace EdgeAgent.Conversion.Quantization;

/// <summary>Rounds blocks of any multiple of 8 numbers to w = (q - zero) * scale with an integer zero point, in 8 bits.</summary>
/// <remarks>
/// The zero point that the block's range gives is tried, and its neighbours, each with a scale refitted by least squares: to clip, as
/// <see cref="ScaleSearch"/> does with 4 bits, would gain nothing. Eight lanes on every processor, so results are the same everywhere.
/// </remarks>
internal static class AsymmetricQuantizer
{
    private const int Rounds = 3;
    private const int Top = 255;

    /// <summary>Quantizes a block and gives its scale and zero point.</summary>
    public static (float Scale, int Zero) Quantize(ReadOnlySpan<float> block, Span<byte> q)
    {
        (float low, float high) = (0, 0);
        foreach (float w in block) (low, high) = (MathF.Min(low, w), MathF.Max(high, w));
        int ranged = high > low ? (int)MathF.Round(-low / (high - low) * Top) : 0;
        (float bestScale, int bestZero, float least) = (1, 0, float.PositiveInfinity);
        for (int zero = Math.Max(0, ranged - 1); zero <= Math.Min(Top, ranged + 1); zero++)
        {
            (float scale, float error) = Fit(block, zero, Start(low, high, zero));
            if (error < least) (bestScale, bestZero, least) = (scale, zero, error);
        }
        for (int i = 0; i < block.Length; i++) q[i] = (byte)Math.Clamp(MathF.Round(block[i] / bestScale) + bestZero, 0, Top);
        return (bestScale, bestZero);
    }

    // The scale by which the whole range fits.
    private static float Start(float low, float high, int zero)
        => MathF.Max(1e-12f, MathF.Max(zero < Top ? high / (Top - zero) : 0, zero > 0 ? -low / zero : 0));

    // Rounds, and refits the scale to what it was rounded to by least squares, some times.
    private static (float Scale, float Error) Fit(ReadOnlySpan<float> block, int zero, float scale)
    {
        Vector256<float> least = Vector256.Create((float)-zero), most = Vector256.Create((float)(Top - zero));
        for (int round = 1; ; round++)
        {
            Vector256<float> products = default, squares = default, errors = default, scales = Vector256.Create(scale);
            for (ReadOnlySpan<float> rest = block; rest.Length > 0; rest = rest[Vector256<float>.Count..])
            {
                Vector256<float> w = Vector256.Create(rest);
                Vector256<float> c = Vector256.Min(Vector256.Max(Vector256.Round(w / scales), least), most);
                Vector256<float> off = (c * scales) - w;
                (products, squares, errors) = (products + (c * w), squares + (c * c), errors + (off * off));
            }
            if (round == Rounds) return (scale, Sum(errors));
            float product = Sum(products);
            if (product > 0) scale = product / Sum(squares);
        }
    }

    private static float Sum(Vector256<float> v) => (v[0] + v[1] + (v[2] + v[3])) + (v[4] + v[5] + (v[6] + v[7]));
}
