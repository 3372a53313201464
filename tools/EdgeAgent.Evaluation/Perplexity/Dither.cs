using EdgeAgent.Conversion.Checkpoints;

namespace EdgeAgent.Evaluation.Perplexity;

/// <summary>Moves each number by chance within half a step of its block's grid, never out of the block's range.</summary>
/// <remarks>
/// What the quantizer that made the blocks took away is as large and nearly as evenly spread: so the result is as likely a source of these blocks
/// as the one they were made of, with its outliers and its blocks' ranges. It is a worse model (its own perplexity is the reference), but
/// what another error adds to its loss is, to second order, what it adds for the original.
/// </remarks>
/// <param name="seed">The same seed gives the same numbers.</param>
internal sealed class Dither(int seed) : IWeightChange
{
    public bool Unties => false;

    public float[] Read(string name, WeightTensor tensor, Checkpoint checkpoint)
    {
        float[] numbers = FloatCheckpoint.Decode(tensor);
        BlockLayout layout = BlockLayout.Of(tensor.Encoding);
        if (layout.Bits == 0) return numbers;
        Random random = new(name.Aggregate(seed, static (hash, c) => unchecked((hash * 31) + c)));
        byte[] row = new byte[tensor.RowBytes];
        sbyte[] q = new sbyte[layout.Numbers];
        float[] scales = new float[layout.Numbers / layout.Group], minima = new float[scales.Length];
        int at = 0;
        for (int r = 0; r < tensor.Rows; r++)
        {
            tensor.ReadRows(r, row);
            for (int block = 0; block < row.Length; block += layout.Bytes)
            {
                GgufBlocks.Unpack(tensor.Encoding, row.AsSpan(block, layout.Bytes), q, scales, minima);
                (sbyte least, sbyte most) = (q.Min(), q.Max());
                for (int i = 0; i < q.Length; i++)
                {
                    float moved = random.NextSingle() - 0.5f;
                    if (q[i] == least) moved = MathF.Abs(moved);
                    else if (q[i] == most) moved = -MathF.Abs(moved);
                    numbers[at++] += moved * scales[i / layout.Group];
                }
            }
        }
        return numbers;
    }
}
