using EdgeAgent.Conversion.Checkpoints;
using EdgeAgent.Conversion.Onnx;
using EdgeAgent.Conversion.Quantization;

namespace EdgeAgent.Conversion.Graphs;

/// <summary>The constants of one matrix, stacked from tensors with equally long rows, and the plan by which they are filled.</summary>
internal sealed class MatrixTensors
{
    public MatrixTensors(string name, IReadOnlyList<WeightTensor> parts, MatrixPlan plan)
    {
        (Name, Parts, Plan) = (name, parts, plan);
        (Rows, Columns) = (parts.Sum(static part => part.Rows), parts[0].Columns);
        if (plan.Bits == 32)
        {
            Blobs = new(name + ".weight", OnnxType.Float32, Rows, Columns);
            return;
        }
        if (Columns % plan.Block != 0)
            throw new ConversionException("EA4113",
                $"The rows of '{parts[0].Name}' have {Columns} numbers, no multiple of {plan.Block}: they cannot be quantized in blocks.",
                parts[0].Where, "Choose a smaller block (--block 16), or float weights (--bits 32).");
        Blobs = new(name + ".blobs", OnnxType.UInt8, Rows, Blocks, plan.Block * plan.Bits / 8);
        Scales = new(name + ".scales", OnnxType.Float32, Rows, Blocks);
        if (plan.ZeroPoints) ZeroPoints = new(name + ".zero_points", OnnxType.UInt8, Rows, ((Blocks * plan.Bits) + 7) / 8);
        if (plan.Correction) Corrections = new(name + ".corrections", OnnxType.Float32, Rows, Blocks);
    }

    public string Name { get; }

    public IReadOnlyList<WeightTensor> Parts { get; }

    public MatrixPlan Plan { get; }

    public long Rows { get; }

    public long Columns { get; }

    public long Blocks => Columns / Plan.Block;

    /// <summary>uint8 [rows, blocks, bytes], or with 32 bits float32 [rows, columns].</summary>
    public OnnxTensor Blobs { get; }

    /// <summary>float32 [rows, blocks].</summary>
    public OnnxTensor? Scales { get; }

    /// <summary>uint8 [rows, bytes].</summary>
    public OnnxTensor? ZeroPoints { get; }

    /// <summary>float32 [rows, blocks].</summary>
    public OnnxTensor? Corrections { get; }

    /// <summary>All of them, in the order in which they are stored.</summary>
    public IEnumerable<OnnxTensor> Tensors => new[] { Blobs, Scales, ZeroPoints, Corrections }.OfType<OnnxTensor>();
}
