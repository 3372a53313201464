using System.Runtime.Intrinsics;

namespace EdgeAgent.Conversion.Quantization;

/// <summary>Rounds blocks of any multiple of 8 numbers to w = (q - zero) * scale with an integer zero point, in 4 or 8 bits.</summary>
/// <remarks>
/// The way of <see cref="FitQuantizer"/>, which does it fast for the common case. With 4 bits every zero point is tried; with 8 bits the
/// one that the block's range gives and its neighbours: one step more or less of 255 changes little. Eight lanes on every processor, so
/// results are the same everywhere.
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
        (float bestScale, int bestZero, float least) = (1, 0, float.PositiveInfinity);
        for (int zero = first; zero <= last; zero++)
        {
            (float scale, float error) = Fit(block, zero, top, Start(low, high, zero, top));
            if (error < least) (bestScale, bestZero, least) = (scale, zero, error);
        }
        for (int i = 0; i < block.Length; i++) q[i] = (byte)Math.Clamp(MathF.Round(block[i] / bestScale) + bestZero, 0, top);
        return (bestScale, bestZero);
    }

    // The scale by which the whole range fits.
    private static float Start(float low, float high, int zero, int top)
        => MathF.Max(1e-12f, MathF.Max(zero < top ? high / (top - zero) : 0, zero > 0 ? -low / zero : 0));

    // Rounds, and refits the scale to what it was rounded to by least squares, some times.
    private static (float Scale, float Error) Fit(ReadOnlySpan<float> block, int zero, int top, float scale)
    {
        Vector256<float> least = Vector256.Create((float)-zero), most = Vector256.Create((float)(top - zero));
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
