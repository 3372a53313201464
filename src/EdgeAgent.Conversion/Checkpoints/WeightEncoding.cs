namespace EdgeAgent.Conversion.Checkpoints;

/// <summary>How a source stores the numbers of a tensor.</summary>
internal enum WeightEncoding
{
    F32,
    F16,
    BF16,

    /// <summary>GGUF: half-precision d and 16 bytes of q for 32 numbers d * (q - 8).</summary>
    Q4_0,

    /// <summary>GGUF: half-precision d and m, and 16 bytes of q for 32 numbers d * q + m.</summary>
    Q4_1,

    /// <summary>GGUF: half-precision d and 32 signed bytes q for 32 numbers d * q.</summary>
    Q8_0,
}
