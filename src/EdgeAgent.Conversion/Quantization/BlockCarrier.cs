using System.Buffers.Binary;
using EdgeAgent.Conversion.Checkpoints;

namespace EdgeAgent.Conversion.Quantization;

/// <summary>Moves GGUF blocks into MatMulNBits blocks without changing a number that they stand for.</summary>
/// <remarks>
/// Q4_0 and Q8_0 differ in layout only. Q4_1 is d * q + m, whose zero point -m/d is no integer: it becomes d * (q - 8), and the rest, m +
/// 8d, is a term for the whole block that the graph adds by the sum of the block's inputs.
/// </remarks>
internal static class BlockCarrier
{
    public static void Carry(WeightEncoding encoding, ReadOnlySpan<byte> row, int bits, BlockRow target)
    {
        int size = WeightDecoder.BytesIn(encoding);
        Span<byte> q = stackalloc byte[WeightDecoder.BlockSize];
        int middle = 1 << (bits - 1);
        for (int block = 0; block < target.Scales.Length; block++)
        {
            ReadOnlySpan<byte> stored = row.Slice(block * size, size);
            float d = (float)BinaryPrimitives.ReadHalfLittleEndian(stored);
            float correction = 0;
            if (encoding == WeightEncoding.Q8_0)
            {
                for (int i = 0; i < q.Length; i++) q[i] = (byte)(stored[2 + i] + 128);
            }
            else
            {
                WeightDecoder.Nibbles(stored[^16..], q);
                if (bits == 8)
                    foreach (ref byte number in q) number += 120; // 8 becomes 128
                if (encoding == WeightEncoding.Q4_1) correction = (float)BinaryPrimitives.ReadHalfLittleEndian(stored[2..]) + (8 * d);
            }
            target.Set(block, q, bits, d, middle, correction);
        }
    }
}
