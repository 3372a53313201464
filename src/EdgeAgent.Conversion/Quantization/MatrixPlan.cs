using EdgeAgent.Conversion.Checkpoints;

namespace EdgeAgent.Conversion.Quantization;

/// <summary>
/// What a matrix (or several, stacked on rows) becomes: w = (q - zero) * scale + correction, a scale for every block of numbers.
/// </summary>
/// <param name="Bits">4, 8, or 32 for plain numbers.</param>
/// <param name="Block">Numbers in a block; 0 for plain numbers.</param>
/// <param name="ZeroPoints">Whether each block has an integer zero point; otherwise it is 2^(bits-1).</param>
/// <param name="Correction">Whether each block has a term that is added to all its numbers: a minimum of GGUF's blocks, kept
/// exactly.</param>
/// <param name="Search">Whether the scale with the least squared error is looked for, which may clip a block's largest numbers. Not in the
/// embedding's table, where they matter more than others: it diverged more from the original with a search than without
/// (docs/performance.md).</param>
internal readonly record struct MatrixPlan(int Bits, int Block, bool ZeroPoints, bool Correction, bool Search)
{
    public static MatrixPlan Plain => new(32, 0, false, false, false);

    /// <summary>Chooses for matrices that are computed by one operator.</summary>
    /// <param name="parts">The matrices.</param>
    /// <param name="format">What was asked for.</param>
    /// <param name="options">Block and symmetry of what is quantized anew.</param>
    /// <param name="table">Whether it is the embedding: its operator takes no zero points beside a table shared with the head.</param>
    public static MatrixPlan Choose(IReadOnlyList<WeightTensor> parts, WeightFormat format, ConversionOptions options, bool table)
    {
        if (format == WeightFormat.Float32) return Plain;
        BlockLayout[] layouts = [.. parts.Select(static part => BlockLayout.Of(part.Encoding))];
        // One operator has one number of bits: the most that a part needs. 4-bit blocks fit into 8 bits exactly.
        int bits = format == WeightFormat.Int8 || (format == WeightFormat.Auto && parts.Any(NeedsEight)) ? 8 : 4;
        // And one size of blocks: the smallest that a part needs.
        int[] groups = [.. layouts.Where(layout => Holds(layout, bits)).Select(static layout => layout.Group)];
        bool asymmetric = options.Symmetric is bool symmetric ? !symmetric : bits == 4;
        return new(bits, groups.Append(options.Block).Min(), asymmetric && !table && groups.Length < layouts.Length,
            layouts.Any(layout => Holds(layout, bits) && layout.Minima), Search: bits == 4 && !table);
    }

    /// <summary>Whether matrices of both plans can be computed by one operator, with nothing added to either.</summary>
    public bool GoesWith(MatrixPlan other) => (Bits, Block) == (other.Bits, other.Block);

    /// <summary>Whether blocks of an encoding become blocks of this plan without loss.</summary>
    public bool Carries(WeightEncoding encoding) => Bits != 32 && Holds(BlockLayout.Of(encoding), Bits);

    // Of what is quantized anew, the values of attention: few numbers, whose rounding to 4 bits does about a third of
    // the harm (docs/performance.md).
    private static bool NeedsEight(WeightTensor part) => BlockLayout.Of(part.Encoding).Bits switch
    {
        0 => part.Name.EndsWith("self_attn.v_proj.weight", StringComparison.Ordinal),
        int bits => bits == 8,
    };

    private static bool Holds(BlockLayout layout, int bits) => layout.Bits > 0 && layout.Bits <= bits;
}
