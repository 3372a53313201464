#pragma warning disable CA1707 // Underscores: these are the names that the format and its files use.
namespace EdgeAgent.Tokenizers.Gguf;

/// <summary>How a GGUF tensor's numbers are stored. The values are the file's own.</summary>
/// <remarks>Source: ggml's <c>enum ggml_type</c>. Numbers that are missing were withdrawn from the format.</remarks>
public enum GgufTensorType
{
    /// <summary>IEEE 754 single precision.</summary>
    F32 = 0,

    /// <summary>IEEE 754 half precision.</summary>
    F16 = 1,

    /// <summary>Blocks of 32: a half-precision scale, 4-bit integers around 8.</summary>
    Q4_0 = 2,

    /// <summary>Blocks of 32: half-precision scale and minimum, 4-bit integers.</summary>
    Q4_1 = 3,

    /// <summary>Blocks of 32: a scale, 5-bit integers around 16.</summary>
    Q5_0 = 6,

    /// <summary>Blocks of 32: scale and minimum, 5-bit integers.</summary>
    Q5_1 = 7,

    /// <summary>Blocks of 32: a half-precision scale, signed bytes.</summary>
    Q8_0 = 8,

    /// <summary>Q8_0 with the sum of the block, used for activations.</summary>
    Q8_1 = 9,

    /// <summary>Super-blocks of 256, 2 bits.</summary>
    Q2_K = 10,

    /// <summary>Super-blocks of 256, 3 bits.</summary>
    Q3_K = 11,

    /// <summary>Super-blocks of 256, 4 bits.</summary>
    Q4_K = 12,

    /// <summary>Super-blocks of 256, 5 bits.</summary>
    Q5_K = 13,

    /// <summary>Super-blocks of 256, 6 bits.</summary>
    Q6_K = 14,

    /// <summary>Super-blocks of 256, 8 bits, used for activations.</summary>
    Q8_K = 15,

    /// <summary>Codebook, 2.06 bits a weight.</summary>
    IQ2_XXS = 16,

    /// <summary>Codebook, 2.31 bits a weight.</summary>
    IQ2_XS = 17,

    /// <summary>Codebook, 3.06 bits a weight.</summary>
    IQ3_XXS = 18,

    /// <summary>Codebook, 1.56 bits a weight.</summary>
    IQ1_S = 19,

    /// <summary>Blocks of 32: a scale, 4-bit indexes into a fixed table.</summary>
    IQ4_NL = 20,

    /// <summary>Codebook, 3.44 bits a weight.</summary>
    IQ3_S = 21,

    /// <summary>Codebook, 2.5 bits a weight.</summary>
    IQ2_S = 22,

    /// <summary>Super-blocks of 256, 4-bit indexes into a fixed table.</summary>
    IQ4_XS = 23,

    /// <summary>Signed bytes.</summary>
    I8 = 24,

    /// <summary>Signed 16-bit integers.</summary>
    I16 = 25,

    /// <summary>Signed 32-bit integers.</summary>
    I32 = 26,

    /// <summary>Signed 64-bit integers.</summary>
    I64 = 27,

    /// <summary>IEEE 754 double precision.</summary>
    F64 = 28,

    /// <summary>Codebook, 1.75 bits a weight.</summary>
    IQ1_M = 29,

    /// <summary>bfloat16: the upper half of a single.</summary>
    BF16 = 30,

    /// <summary>Ternary, 1.69 bits a weight.</summary>
    TQ1_0 = 34,

    /// <summary>Ternary, 2.06 bits a weight.</summary>
    TQ2_0 = 35,

    /// <summary>Microscaling 4-bit floats, blocks of 32.</summary>
    MXFP4 = 39,
}
