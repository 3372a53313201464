using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace EdgeAgent.Conversion.Checkpoints;

/// <summary>Takes stored GGUF blocks apart: integers, and a scale and a minimum for each group, so that w = scale * q - minimum.</summary>
/// <remarks>
/// Products are formed in the order of ggml's <c>dequantize_row_*</c> (<c>ggml-quants.c</c>), so that the numbers are the same to the bit.
/// </remarks>
internal static class GgufBlocks
{
    private const int Simple = 32;

    // ggml's kvalues_iq4nl: closer together around 0, where most weights are.
    private static ReadOnlySpan<sbyte> Levels => [-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113];

    /// <param name="encoding">An encoding with integers.</param>
    /// <param name="block">One stored block.</param>
    /// <param name="q">Room for its integers.</param>
    /// <param name="scales">Room for a scale a group.</param>
    /// <param name="minima">Room for a minimum a group; zeros where the encoding has none.</param>
    public static void Unpack(WeightEncoding encoding, ReadOnlySpan<byte> block, Span<sbyte> q, Span<float> scales, Span<float> minima)
    {
        minima.Clear();
        switch (encoding)
        {
            case WeightEncoding.Q2_K or WeightEncoding.Q3_K or WeightEncoding.Q4_K or WeightEncoding.Q5_K or WeightEncoding.Q6_K:
                GgufSuperBlocks.Unpack(encoding, block, q, scales, minima);
                return;
            case WeightEncoding.Q8_0:
                MemoryMarshal.Cast<byte, sbyte>(block[2..]).CopyTo(q);
                break;
            default:
                Nibbles(block[^16..], q);
                break;
        }
        scales[0] = Half(block);
        if (encoding is WeightEncoding.Q4_1 or WeightEncoding.Q5_1) minima[0] = -Half(block[2..]);
        if (encoding is WeightEncoding.Q5_0 or WeightEncoding.Q5_1) FifthBits(BinaryPrimitives.ReadUInt32LittleEndian(block[^20..]), q);
        if (encoding is WeightEncoding.Q4_0 or WeightEncoding.Q5_0) Subtract(q, encoding == WeightEncoding.Q4_0 ? 8 : 16);
        if (encoding == WeightEncoding.IQ4_NL)
            foreach (ref sbyte index in q) index = Levels[index];
    }

    public static float Half(ReadOnlySpan<byte> bytes) => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes);

    // Byte i holds number i in its low half and number i + 16 in its high half.
    private static void Nibbles(ReadOnlySpan<byte> packed, Span<sbyte> q)
    {
        for (int i = 0; i < Simple / 2; i++) (q[i], q[i + 16]) = ((sbyte)(packed[i] & 15), (sbyte)(packed[i] >> 4));
    }

    private static void FifthBits(uint bits, Span<sbyte> q)
    {
        for (int i = 0; i < Simple; i++) q[i] |= (sbyte)(((bits >> i) & 1) << 4);
    }

    private static void Subtract(Span<sbyte> q, int middle)
    {
        foreach (ref sbyte number in q) number = (sbyte)(number - middle);
    }
}
