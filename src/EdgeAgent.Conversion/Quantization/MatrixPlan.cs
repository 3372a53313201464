using EdgeAgent.Conversion.Checkpoints;

namespace EdgeAgent.Conversion.Quantization;

/// <summary>
/// What a matrix (or several, stacked on rows) becomes: w = (q - zero) * scale + correction, a scale for every 32 numbers.
/// </summary>
/// <param name="Bits">4, 8, or 32 for plain numbers.</param>
/// <param name="ZeroPoints">Whether each block has an integer zero point; otherwise it is 2^(bits-1).</param>
/// <param name="Correction">Whether each block has a term that is added to all its numbers: the minimum of GGUF's Q4_1, kept
/// exactly.</param>
internal readonly record struct MatrixPlan(int Bits, bool ZeroPoints, bool Correction)
{
    public static MatrixPlan Plain => new(32, false, false);

    /// <summary>Chooses for matrices that are computed by one operator.</summary>
    /// <param name="parts">The matrices.</param>
    /// <param name="format">What was asked for.</param>
    /// <param name="table">Whether it is the embedding: its operator takes no zero points beside a table shared with the head.</param>
    public static MatrixPlan Choose(IReadOnlyList<WeightTensor> parts, WeightFormat format, bool table)
    {
        if (format == WeightFormat.Float32) return Plain;
        // One operator has one number of bits: the most that a part needs. 4-bit blocks fit into 8 bits exactly.
        int bits = format == WeightFormat.Int8
            || (format == WeightFormat.Auto && parts.Any(static part => part.Encoding == WeightEncoding.Q8_0)) ? 8 : 4;
        return new(bits, bits == 4 && !table && parts.Any(part => !Carries(part.Encoding, bits)),
            parts.Any(static part => part.Encoding == WeightEncoding.Q4_1));
    }

    /// <summary>Whether blocks of an encoding become blocks of so many bits without loss.</summary>
    public static bool Carries(WeightEncoding encoding, int bits) => encoding switch
    {
        WeightEncoding.Q4_0 or WeightEncoding.Q4_1 => bits is 4 or 8,
        WeightEncoding.Q8_0 => bits == 8,
        _ => false,
    };
}
