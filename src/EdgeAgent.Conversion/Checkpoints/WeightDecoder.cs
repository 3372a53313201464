using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace EdgeAgent.Conversion.Checkpoints;

/// <summary>The numbers that stored rows stand for, exactly.</summary>
/// <remarks>Source of the block formats: ggml's <c>ggml-quants</c> (<c>block_q4_0</c>, <c>block_q4_1</c>, <c>block_q8_0</c>).</remarks>
internal static class WeightDecoder
{
    public const int BlockSize = 32;

    public static int NumbersIn(WeightEncoding encoding)
        => encoding is WeightEncoding.F32 or WeightEncoding.F16 or WeightEncoding.BF16 ? 1 : BlockSize;

    public static int BytesIn(WeightEncoding encoding) => encoding switch
    {
        WeightEncoding.F32 => 4,
        WeightEncoding.F16 or WeightEncoding.BF16 => 2,
        WeightEncoding.Q4_0 => 18,
        WeightEncoding.Q4_1 => 20,
        _ => 34,
    };

    /// <summary>Decodes one row.</summary>
    public static void Decode(WeightEncoding encoding, ReadOnlySpan<byte> row, Span<float> numbers)
    {
        switch (encoding)
        {
            case WeightEncoding.F32:
                for (int i = 0; i < numbers.Length; i++) numbers[i] = BinaryPrimitives.ReadSingleLittleEndian(row[(4 * i)..]);
                break;
            case WeightEncoding.F16:
                for (int i = 0; i < numbers.Length; i++) numbers[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(row[(2 * i)..]);
                break;
            case WeightEncoding.BF16:
                for (int i = 0; i < numbers.Length; i++)
                    numbers[i] = BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(row[(2 * i)..]) << 16);
                break;
            default:
                DecodeBlocks(encoding, row, numbers);
                break;
        }
    }

    private static void DecodeBlocks(WeightEncoding encoding, ReadOnlySpan<byte> row, Span<float> numbers)
    {
        int size = BytesIn(encoding);
        Span<byte> q = stackalloc byte[BlockSize];
        for (int b = 0; b < numbers.Length / BlockSize; b++)
        {
            ReadOnlySpan<byte> block = row.Slice(b * size, size);
            Span<float> w = numbers.Slice(b * BlockSize, BlockSize);
            float d = (float)BinaryPrimitives.ReadHalfLittleEndian(block);
            if (encoding == WeightEncoding.Q8_0)
            {
                ReadOnlySpan<sbyte> signed = MemoryMarshal.Cast<byte, sbyte>(block[2..]);
                for (int i = 0; i < BlockSize; i++) w[i] = d * signed[i];
                continue;
            }
            float m = encoding == WeightEncoding.Q4_1 ? (float)BinaryPrimitives.ReadHalfLittleEndian(block[2..]) : 0;
            Nibbles(block[^16..], q);
            for (int i = 0; i < BlockSize; i++) w[i] = encoding == WeightEncoding.Q4_1 ? d * q[i] + m : d * (q[i] - 8);
        }
    }

    /// <summary>The 32 integers of a GGUF 4-bit block: byte i holds number i in its low half and number i + 16 in its high half.</summary>
    public static void Nibbles(ReadOnlySpan<byte> packed, Span<byte> q)
    {
        for (int i = 0; i < 16; i++) (q[i], q[i + 16]) = ((byte)(packed[i] & 15), (byte)(packed[i] >> 4));
    }
}
