using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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
                Widen(MemoryMarshal.Cast<byte, ushort>(row), numbers);
                break;
            default:
                DecodeBlocks(encoding, row, numbers);
                break;
        }
    }

    // BF16 is the upper half of float32.
    private static void Widen(ReadOnlySpan<ushort> halves, Span<float> numbers)
    {
        for (; halves.Length >= Vector256<ushort>.Count; halves = halves[Vector256<ushort>.Count..], numbers = numbers[Vector256<ushort>.Count..])
        {
            (Vector256<uint> lower, Vector256<uint> upper) = Vector256.Widen(Vector256.Create(halves));
            (lower << 16).AsSingle().CopyTo(numbers);
            (upper << 16).AsSingle().CopyTo(numbers[Vector256<float>.Count..]);
        }
        for (int i = 0; i < halves.Length; i++) numbers[i] = BitConverter.UInt32BitsToSingle((uint)halves[i] << 16);
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
