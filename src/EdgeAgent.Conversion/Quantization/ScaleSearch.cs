using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EdgeAgent.Conversion.Quantization;

/// <summary>Rounds blocks to w = (q - zero) * scale in 4 bits: eight candidates at once, each refitted by least squares; the least error wins.</summary>
/// <remarks>
/// Candidates lie a lane each, so that nothing is summed across lanes: 0.1 µs for 32 numbers with AVX2. Candidates with a zero point are
/// the two integers beside the one that the block's range gives; without, the two signs of the scale: -8 has no positive counterpart. For
/// each the scale that holds the whole range and three smaller ones, which clip a little and round the rest more finely. Lanes are multiplied and
/// added one by one, never fused, so that every processor gives the same bytes.
/// </remarks>
internal static class ScaleSearch
{
    private const int Top = 15, Middle = 8;
    private const int Refits = 2;
    private const float Smallest = 1e-12f;

    // The share of the range that is held.
    private static readonly Vector256<float> s_shares = Vector256.Create(1, 0.93f, 0.86f, 0.79f, 1, 0.93f, 0.86f, 0.79f);

    /// <summary>Quantizes a block, a multiple of eight numbers, and gives its scale and zero point.</summary>
    public static (float Scale, int Zero) Asymmetric(ReadOnlySpan<float> block, Span<byte> q)
    {
        (float low, float high) = Range(block);
        (low, high) = (MathF.Min(low, 0), MathF.Max(high, 0));
        int below = high > low ? Math.Min((int)(-low / (high - low) * Top), Top - 1) : 0;
        (float scale, int lane) = Search(block, Pair(below, below + 1), Pair(Full(low, high, below), Full(low, high, below + 1)));
        int zero = lane < 4 ? below : below + 1;
        Round(block, 1 / scale, zero, q);
        return (scale, zero);
    }

    /// <summary>Quantizes a block, a multiple of eight numbers, with the zero point 8, and gives its scale, which may be negative.</summary>
    public static float Symmetric(ReadOnlySpan<float> block, Span<byte> q)
    {
        (float low, float high) = Range(block);
        float scale = Search(block, Pair(Middle, Middle), Pair(Full(low, high, Middle), -Full(-high, -low, Middle))).Scale;
        Round(block, 1 / scale, Middle, q);
        return scale;
    }

    private static Vector256<float> Pair(float first, float second) => Vector256.Create(Vector128.Create(first), Vector128.Create(second));

    // The least scale that holds the range.
    private static float Full(float low, float high, int zero)
        => MathF.Max(Smallest, MathF.Max(zero < Top ? high / (Top - zero) : 0, zero > 0 ? -low / zero : 0));

    private static (float Low, float High) Range(ReadOnlySpan<float> block)
    {
        Vector256<float> low = Vector256.Create(block), high = low;
        for (ReadOnlySpan<float> rest = block[Vector256<float>.Count..]; rest.Length > 0; rest = rest[Vector256<float>.Count..])
            (low, high) = (Vector256.Min(low, Vector256.Create(rest)), Vector256.Max(high, Vector256.Create(rest)));
        (float least, float most) = (low[0], high[0]);
        for (int lane = 1; lane < Vector256<float>.Count; lane++) (least, most) = (MathF.Min(least, low[lane]), MathF.Max(most, high[lane]));
        return (least, most);
    }

    private static (float Scale, int Lane) Search(ReadOnlySpan<float> block, Vector256<float> zeros, Vector256<float> full)
    {
        Vector256<float> scales = full * s_shares, best = scales, least = Vector256.Create(float.PositiveInfinity);
        for (int refit = 0; ; refit++)
        {
            (Vector256<float> errors, Vector256<float> products, Vector256<float> squares) = Try(block, -zeros, Vector256.Create((float)Top) - zeros, scales);
            Vector256<float> better = Vector256.LessThan(errors, least);
            (best, least) = (Vector256.ConditionalSelect(better, scales, best), Vector256.ConditionalSelect(better, errors, least));
            if (refit == Refits) break;
            // All rounded to zero, or turned round: there is nothing to fit.
            Vector256<float> fitted = products / squares;
            scales = Vector256.ConditionalSelect(Vector256.GreaterThan(fitted * scales, Vector256<float>.Zero), fitted, scales);
        }
        int lane = 0;
        for (int i = 1; i < Vector256<float>.Count; i++)
            if (least[i] < least[lane]) lane = i;
        return (best[lane], lane);
    }

    // Each candidate's squared error, and what a better scale follows from.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<float> Errors, Vector256<float> Products, Vector256<float> Squares) Try(
        ReadOnlySpan<float> block, Vector256<float> least, Vector256<float> most, Vector256<float> scales)
    {
        Vector256<float> inverse = Vector256<float>.One / scales, errors = default, products = default, squares = default;
        foreach (float number in block)
        {
            Vector256<float> w = Vector256.Create(number);
            Vector256<float> c = Vector256.MinNative(Vector256.MaxNative(Vector256.Round(w * inverse), least), most);
            Vector256<float> off = (c * scales) - w;
            errors += off * off;
            products += c * w;
            squares += c * c;
        }
        return (errors, products, squares);
    }

    private static void Round(ReadOnlySpan<float> block, float inverse, int zero, Span<byte> q)
    {
        Vector256<float> least = Vector256.Create((float)-zero), most = Vector256.Create((float)(Top - zero));
        for (; block.Length > 0; block = block[Vector256<float>.Count..], q = q[Vector256<float>.Count..])
        {
            Vector256<float> c = Vector256.MinNative(Vector256.MaxNative(Vector256.Round(Vector256.Create(block) * inverse), least), most);
            Vector256<int> integers = Vector256.ConvertToInt32(c - least);
            Vector128<short> words = Vector128.Narrow(integers.GetLower(), integers.GetUpper());
            Vector128.Narrow(words, words).GetLower().AsByte().CopyTo(q);
        }
    }
}
