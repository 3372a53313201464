using System.Runtime.InteropServices;

namespace EdgeAgent.Conversion.Checkpoints;

/// <summary>Takes GGUF's "K" blocks apart: 256 numbers, whose groups have small integer scales under one half-precision scale.</summary>
/// <remarks>Source: ggml's <c>ggml-common.h</c> and <c>ggml-quants.c</c> (k-quants). Contract: <see cref="GgufBlocks"/>.</remarks>
internal static class GgufSuperBlocks
{
    public static void Unpack(WeightEncoding encoding, ReadOnlySpan<byte> block, Span<sbyte> q, Span<float> scales, Span<float> minima)
    {
        switch (encoding)
        {
            case WeightEncoding.Q2_K: Unpack2(block, q, scales, minima); break;
            case WeightEncoding.Q3_K: Unpack3(block, q, scales); break;
            case WeightEncoding.Q4_K: Unpack4(block, q, scales, minima); break;
            case WeightEncoding.Q5_K: Unpack5(block, q, scales, minima); break;
            default: Unpack6(block, q, scales); break;
        }
    }

    // 16 bytes of scale (low half) and minimum (high half), 64 of q, d, dmin.
    private static void Unpack2(ReadOnlySpan<byte> block, Span<sbyte> q, Span<float> scales, Span<float> minima)
    {
        (float d, float least) = (GgufBlocks.Half(block[80..]), GgufBlocks.Half(block[82..]));
        for (int group = 0; group < scales.Length; group++)
            (scales[group], minima[group]) = (d * (block[group] & 15), least * (block[group] >> 4));
        TwoBits(block.Slice(16, 64), q);
    }

    // 32 bytes of third bits, 64 of the lower two, 12 of 6-bit scales, d. A third bit that is not set means four less.
    private static void Unpack3(ReadOnlySpan<byte> block, Span<sbyte> q, Span<float> scales)
    {
        ReadOnlySpan<byte> high = block[..32], packed = block.Slice(96, 12);
        float d = GgufBlocks.Half(block[108..]);
        for (int group = 0; group < scales.Length; group++)
        {
            int low = group < 8 ? packed[group] & 15 : packed[group - 8] >> 4;
            int upper = (packed[8 + group % 4] >> (2 * (group / 4))) & 3;
            scales[group] = d * ((low | (upper << 4)) - 32);
        }
        TwoBits(block.Slice(32, 64), q);
        for (int i = 0; i < q.Length; i++)
            if (((high[i % 32] >> (i / 32)) & 1) == 0) q[i] -= 4;
    }

    // d, dmin, 12 bytes of scales and minima, 128 of q.
    private static void Unpack4(ReadOnlySpan<byte> block, Span<sbyte> q, Span<float> scales, Span<float> minima)
    {
        ScalesAndMinima(block, scales, minima);
        FourBits(block[16..], q);
    }

    // As with 4 bits, but 32 bytes of fifth bits before q: bit k of byte i belongs to number i of the k-th 32.
    private static void Unpack5(ReadOnlySpan<byte> block, Span<sbyte> q, Span<float> scales, Span<float> minima)
    {
        ScalesAndMinima(block, scales, minima);
        FourBits(block[48..], q);
        ReadOnlySpan<byte> fifth = block.Slice(16, 32);
        for (int i = 0; i < q.Length; i++) q[i] |= (sbyte)(((fifth[i % 32] >> (i / 32)) & 1) << 4);
    }

    // 128 bytes of the lower four bits, 64 of the upper two, 16 signed scales, d. Each half of the block has half of either.
    private static void Unpack6(ReadOnlySpan<byte> block, Span<sbyte> q, Span<float> scales)
    {
        ReadOnlySpan<sbyte> signed = MemoryMarshal.Cast<byte, sbyte>(block.Slice(192, 16));
        float d = GgufBlocks.Half(block[208..]);
        for (int group = 0; group < scales.Length; group++) scales[group] = d * signed[group];
        for (int i = 0; i < q.Length; i++)
        {
            (int half, int inHalf) = Math.DivRem(i, 128);
            (int quarter, int at) = Math.DivRem(inHalf, 32);
            int low = block[half * 64 + (quarter & 1) * 32 + at] >> (quarter < 2 ? 0 : 4) & 15;
            int high = block[128 + half * 32 + at] >> (2 * quarter) & 3;
            q[i] = (sbyte)((low | (high << 4)) - 32);
        }
    }

    // 32 bytes hold 128 numbers: those of bits 0-1 first, then those of bits 2-3, and so on.
    private static void TwoBits(ReadOnlySpan<byte> packed, Span<sbyte> q)
    {
        for (int i = 0; i < q.Length; i++)
            q[i] = (sbyte)(packed[i / 128 * 32 + i % 32] >> (2 * (i % 128 / 32)) & 3);
    }

    // 32 bytes hold 64 numbers: those of the low halves first.
    private static void FourBits(ReadOnlySpan<byte> packed, Span<sbyte> q)
    {
        for (int i = 0; i < q.Length; i++)
            q[i] = (sbyte)(packed[i / 64 * 32 + i % 32] >> (i % 64 < 32 ? 0 : 4) & 15);
    }

    // Eight scales and eight minima of 6 bits in 12 bytes: four of each lie whole in the first eight bytes, whose top bits complete the
    // rest.
    private static void ScalesAndMinima(ReadOnlySpan<byte> block, Span<float> scales, Span<float> minima)
    {
        (float d, float least) = (GgufBlocks.Half(block), GgufBlocks.Half(block[2..]));
        ReadOnlySpan<byte> packed = block.Slice(4, 12);
        for (int group = 0; group < scales.Length; group++)
        {
            int scale = group < 4 ? packed[group] & 63 : (packed[group + 4] & 15) | (packed[group - 4] >> 6 << 4);
            int minimum = group < 4 ? packed[group + 4] & 63 : (packed[group + 4] >> 4) | (packed[group] >> 6 << 4);
            (scales[group], minima[group]) = (d * scale, least * minimum);
        }
    }
}
