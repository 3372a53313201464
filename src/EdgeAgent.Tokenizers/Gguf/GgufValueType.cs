namespace EdgeAgent.Tokenizers.Gguf;

/// <summary>The type of a metadata value in a GGUF file. The values are the file's own.</summary>
/// <remarks>Source: the GGUF specification in ggml's docs/gguf.md.</remarks>
public enum GgufValueType
{
    /// <summary>Unsigned byte.</summary>
    UInt8 = 0,

    /// <summary>Signed byte.</summary>
    Int8 = 1,

    /// <summary>Unsigned 16-bit integer.</summary>
    UInt16 = 2,

    /// <summary>Signed 16-bit integer.</summary>
    Int16 = 3,

    /// <summary>Unsigned 32-bit integer.</summary>
    UInt32 = 4,

    /// <summary>Signed 32-bit integer.</summary>
    Int32 = 5,

    /// <summary>Single-precision number.</summary>
    Float32 = 6,

    /// <summary>One byte, 0 or 1.</summary>
    Bool = 7,

    /// <summary>UTF-8 text with its length in front.</summary>
    String = 8,

    /// <summary>A counted list of values of one type.</summary>
    Array = 9,

    /// <summary>Unsigned 64-bit integer.</summary>
    UInt64 = 10,

    /// <summary>Signed 64-bit integer.</summary>
    Int64 = 11,

    /// <summary>Double-precision number.</summary>
    Float64 = 12,
}
