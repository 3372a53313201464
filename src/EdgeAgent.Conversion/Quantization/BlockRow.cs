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
        else
            for (int i = 0; i < q.Length / 2; i++) Blobs[(block * q.Length / 2) + i] = (byte)(q[2 * i] | (q[(2 * i) + 1] << 4));
    }
}
