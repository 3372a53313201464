using System.Buffers.Binary;

namespace EdgeAgent.Conversion.Checkpoints;

/// <summary>The numbers that stored rows stand for, exactly.</summary>
internal static class WeightDecoder
{
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
        BlockLayout layout = BlockLayout.Of(encoding);
        Span<sbyte> q = (stackalloc sbyte[BlockLayout.MostNumbers])[..layout.Numbers];
        Span<float> scales = (stackalloc float[BlockLayout.MostGroups])[..(layout.Numbers / layout.Group)];
        Span<float> minima = (stackalloc float[BlockLayout.MostGroups])[..scales.Length];
        for (; numbers.Length > 0; numbers = numbers[layout.Numbers..], row = row[layout.Bytes..])
        {
            GgufBlocks.Unpack(encoding, row[..layout.Bytes], q, scales, minima);
            for (int i = 0; i < q.Length; i++) numbers[i] = (scales[i / layout.Group] * q[i]) - minima[i / layout.Group];
        }
    }
}
