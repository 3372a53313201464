namespace EdgeAgent.Conversion;

/// <summary>What matrices become.</summary>
public enum WeightFormat
{
    /// <summary>GGUF blocks of 4 and 8 bits as they are, without loss; floating-point weights become 4 bits.</summary>
    Auto,

    /// <summary>4 bits: GGUF blocks of 4 bits as they are; all else is quantized, 8-bit blocks too.</summary>
    Int4,

    /// <summary>8 bits: GGUF blocks of 4 and 8 bits without loss; all else is quantized.</summary>
    Int8,

    /// <summary>32-bit floating point, for comparing with other runtimes.</summary>
    Float32,
}
