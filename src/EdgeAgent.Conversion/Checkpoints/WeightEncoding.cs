#pragma warning disable CA1707 // Underscores: these are the names that the format and its files use.
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

    /// <summary>GGUF: half-precision d, a fifth bit for each q, and 16 bytes of q for 32 numbers d * (q - 16).</summary>
    Q5_0,

    /// <summary>GGUF: half-precision d and m, a fifth bit for each q, and 16 bytes of q for 32 numbers d * q + m.</summary>
    Q5_1,

    /// <summary>GGUF: half-precision d and 32 signed bytes q for 32 numbers d * q.</summary>
    Q8_0,

    /// <summary>GGUF: 256 numbers of 2 bits; each 16 have a scale and a minimum of 4 bits.</summary>
    Q2_K,

    /// <summary>GGUF: 256 numbers of 3 bits; each 16 have a scale of 6 bits.</summary>
    Q3_K,

    /// <summary>GGUF: 256 numbers of 4 bits; each 32 have a scale and a minimum of 6 bits.</summary>
    Q4_K,

    /// <summary>GGUF: 256 numbers of 5 bits; each 32 have a scale and a minimum of 6 bits.</summary>
    Q5_K,

    /// <summary>GGUF: 256 numbers of 6 bits; each 16 have a scale of 8 bits.</summary>
    Q6_K,

    /// <summary>GGUF: half-precision d and 16 bytes of indexes for 32 numbers d * levels[index].</summary>
    IQ4_NL,
}
