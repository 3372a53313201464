namespace EdgeAgent.Conversion.Checkpoints;

/// <summary>How an encoding puts numbers into blocks of integers: w = scale * q - minimum.</summary>
/// <param name="Numbers">Numbers in a stored block; 1 for floating-point encodings, which have no integers.</param>
/// <param name="Bytes">Bytes of a stored block.</param>
/// <param name="Group">Consecutive numbers that share a scale and a minimum.</param>
/// <param name="Bits">4 or 8: what the integers fit into; 0 for floating-point encodings.</param>
/// <param name="Middle">With minima: the middle of the integers' range. Without: the range is around 0 already.</param>
/// <param name="Minima">Whether groups have a minimum.</param>
/// <remarks>Source: ggml's <c>ggml-common.h</c>, the structures <c>block_q4_0</c> to <c>block_iq4_nl</c>.</remarks>
internal readonly record struct BlockLayout(int Numbers, int Bytes, int Group, int Bits, int Middle, bool Minima)
{
    /// <summary>The most numbers in a stored block.</summary>
    public const int MostNumbers = 256;

    /// <summary>The most groups in a stored block.</summary>
    public const int MostGroups = 16;

    public static BlockLayout Of(WeightEncoding encoding) => encoding switch
    {
        WeightEncoding.F32 => new(1, 4, 1, 0, 0, false),
        WeightEncoding.F16 or WeightEncoding.BF16 => new(1, 2, 1, 0, 0, false),
        WeightEncoding.Q4_0 => new(32, 18, 32, 4, 0, false),
        WeightEncoding.Q4_1 => new(32, 20, 32, 4, 8, true),
        WeightEncoding.Q5_0 => new(32, 22, 32, 8, 0, false),
        WeightEncoding.Q5_1 => new(32, 24, 32, 8, 16, true),
        WeightEncoding.Q8_0 => new(32, 34, 32, 8, 0, false),
        WeightEncoding.Q2_K => new(256, 84, 16, 4, 2, true),
        WeightEncoding.Q3_K => new(256, 110, 16, 4, 0, false),
        WeightEncoding.Q4_K => new(256, 144, 32, 4, 8, true),
        WeightEncoding.Q5_K => new(256, 176, 32, 8, 16, true),
        WeightEncoding.Q6_K => new(256, 210, 16, 8, 0, false),
        WeightEncoding.IQ4_NL => new(32, 18, 32, 8, 0, false),
        _ => throw new ArgumentOutOfRangeException(nameof(encoding)),
    };
}
