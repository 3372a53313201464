using System.Runtime.Intrinsics;

namespace EdgeAgent.Conversion.Quantization;

/// <summary>Room for one quantized row, as MatMulNBits takes it.</summary>
/// <remarks>
/// Blobs [blocks, numbers * bits / 8] bytes, number 2i of a block in the low half of byte i and 2i + 1 in the high half; scales and corrections
/// float32 [blocks]; zero points [ceil(blocks * bits / 8)], packed likewise along the blocks. What a plan lacks is empty. Source: ONNX
/// Runtime's docs/ContribOperators.md, MatMulNBits.
/// </remarks>
internal readonly ref struct BlockRow(Span<byte> blobs, Span<float> scales, Span<byte> zeroPoints, Span<float> corrections)
{
    public Span<byte> Blobs { get; } = blobs;

    public Span<float> Scales { get; } = scales;

    public Span<byte> ZeroPoints { get; } = zeroPoints;

    public Span<float> Corrections { get; } = corrections;

    /// <summary>Stores one block: its integers, and what they are scaled and moved by.</summary>
    public void Set(int block, ReadOnlySpan<byte> q, int bits, float scale, int zero, float correction)
    {
        Scales[block] = scale;
        if (Corrections.Length > 0) Corrections[block] = correction;
        if (ZeroPoints.Length > 0)
        {
            if (bits == 8) ZeroPoints[block] = (byte)zero;
            else ZeroPoints[block / 2] = (byte)(block % 2 == 0 ? zero : ZeroPoints[block / 2] | (zero << 4));
        }
        if (bits == 8) q.CopyTo(Blobs[(block * q.Length)..]);
        else Pack(q, Blobs.Slice(block * q.Length / 2, q.Length / 2));
    }

    // Sixteen numbers at a time: a pair is a 16-bit word, whose high number moves beside the low one.
    private static void Pack(ReadOnlySpan<byte> q, Span<byte> packed)
    {
        for (; q.Length > 0; q = q[Vector128<byte>.Count..], packed = packed[Vector64<byte>.Count..])
        {
            Vector128<ushort> pairs = Vector128.Create(q).AsUInt16();
            Vector128<ushort> moved = (pairs | (pairs >> 4)) & Vector128.Create((ushort)0xFF);
            Vector128.Narrow(moved, moved).GetLower().CopyTo(packed);
        }
    }
}
