namespace EdgeAgent.Tokenizers.Gguf;

/// <summary>One row of a GGUF file's tensor table; its bytes lie inside the file (checked when the header was read).</summary>
/// <param name="Name">The tensor's name, such as <c>blk.0.attn_q.weight</c>.</param>
/// <param name="Type">How its numbers are stored.</param>
/// <param name="Dimensions">One to four sizes, the fastest-moving first: a matrix is [columns, rows].</param>
/// <param name="File">The file that holds it: of a split model, one of several.</param>
/// <param name="Offset">Where it starts, in bytes from the beginning of <paramref name="File"/>.</param>
/// <param name="Bytes">Its size in bytes.</param>
public sealed record GgufTensor(string Name, GgufTensorType Type, IReadOnlyList<long> Dimensions, string File, long Offset, long Bytes)
{
    /// <summary>Numbers in the fastest dimension.</summary>
    public long Columns => Dimensions[0];

    /// <summary>Rows of <see cref="Columns"/> numbers: the product of all other dimensions.</summary>
    public long Rows => Dimensions.Skip(1).Aggregate(1L, static (rows, size) => rows * size);

    /// <summary>Numbers a block holds and the bytes it takes.</summary>
    /// <remarks>Source: ggml's type table (<c>ggml_blck_size</c>, <c>ggml_type_size</c>).</remarks>
    internal static (int Numbers, int Bytes)? BlockOf(GgufTensorType type) => type switch
    {
        GgufTensorType.F32 or GgufTensorType.I32 => (1, 4),
        GgufTensorType.F16 or GgufTensorType.BF16 or GgufTensorType.I16 => (1, 2),
        GgufTensorType.I8 => (1, 1),
        GgufTensorType.I64 or GgufTensorType.F64 => (1, 8),
        GgufTensorType.Q4_0 or GgufTensorType.IQ4_NL => (32, 18),
        GgufTensorType.Q4_1 => (32, 20),
        GgufTensorType.Q5_0 => (32, 22),
        GgufTensorType.Q5_1 => (32, 24),
        GgufTensorType.Q8_0 => (32, 34),
        GgufTensorType.Q8_1 => (32, 36),
        GgufTensorType.MXFP4 => (32, 17),
        GgufTensorType.Q2_K => (256, 84),
        GgufTensorType.Q3_K => (256, 110),
        GgufTensorType.Q4_K => (256, 144),
        GgufTensorType.Q5_K => (256, 176),
        GgufTensorType.Q6_K => (256, 210),
        GgufTensorType.Q8_K => (256, 292),
        GgufTensorType.IQ2_XXS or GgufTensorType.TQ2_0 => (256, 66),
        GgufTensorType.IQ2_XS => (256, 74),
        GgufTensorType.IQ3_XXS => (256, 98),
        GgufTensorType.IQ1_S => (256, 50),
        GgufTensorType.IQ3_S => (256, 110),
        GgufTensorType.IQ2_S => (256, 82),
        GgufTensorType.IQ4_XS => (256, 136),
        GgufTensorType.IQ1_M => (256, 56),
        GgufTensorType.TQ1_0 => (256, 54),
        _ => null,
    };
}
