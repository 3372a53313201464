namespace EdgeAgent.Conversion;

/// <summary>What matrices become.</summary>
public enum WeightFormat
{
    /// <summary>
    /// GGUF blocks as they are, without loss, in 4 bits where these hold them, else in 8; floating-point weights become 4 bits, those of
    /// attention's values 8: they lose most, and are few.
    /// </summary>
    Auto,

    /// <summary>4 bits: GGUF blocks of up to 4 bits as they are; all else is quantized, larger blocks too.</summary>
    Int4,

    /// <summary>8 bits: GGUF blocks without loss; floating-point weights are quantized.</summary>
    Int8,

    /// <summary>32-bit floating point, for comparing with other runtimes.</summary>
    Float32,
}
