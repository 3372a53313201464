using System.Buffers.Binary;
using EdgeAgent.Conversion.Checkpoints;
using EdgeAgent.Conversion.Onnx;
using EdgeAgent.Conversion.Quantization;

namespace EdgeAgent.Conversion.Graphs;

/// <summary>
/// Collects the constants of all graphs and lays them out in one data file; their content is computed when that file is written.
/// </summary>
internal sealed class GraphWeights
{
    // So that a system can map it by itself: the largest granularity of mapping (Windows) is 64 KiB.
    private const long MappedSize = 1 << 20;
    private const long MappedAlignment = 1 << 16;
    private const long SmallAlignment = 64;

    /// <summary>Matrices, to be filled by their plans.</summary>
    public List<MatrixTensors> Matrices { get; } = [];

    /// <summary>Vectors and tables, with their content.</summary>
    public List<(OnnxTensor Tensor, byte[] Content)> Contents { get; } = [];

    /// <summary>Size of the data file.</summary>
    public long Length { get; private set; }

    public MatrixTensors Matrix(string name, IReadOnlyList<WeightTensor> parts, MatrixPlan plan)
    {
        MatrixTensors matrix = new(name, parts, plan);
        Matrices.Add(matrix);
        foreach (OnnxTensor tensor in matrix.Tensors) Place(tensor);
        return matrix;
    }

    /// <summary>Small tensors, one after another, as a vector of float32.</summary>
    public OnnxTensor Vector(string name, IReadOnlyList<WeightTensor> parts, float offset = 0)
    {
        byte[] content = new byte[parts.Sum(static part => checked((int)(part.Rows * part.Columns))) * sizeof(float)];
        Span<byte> rest = content;
        foreach (WeightTensor part in parts)
        {
            byte[] stored = new byte[part.Rows * part.RowBytes];
            float[] numbers = new float[part.Rows * part.Columns];
            part.ReadRows(0, stored);
            WeightDecoder.Decode(part.Encoding, stored, numbers);
            foreach (float number in numbers)
            {
                BinaryPrimitives.WriteSingleLittleEndian(rest, number + offset);
                rest = rest[sizeof(float)..];
            }
        }
        return Constant(name, content, content.Length / sizeof(float));
    }

    /// <summary>Float32 numbers that are known already.</summary>
    public OnnxTensor Constant(string name, byte[] content, params IReadOnlyList<long> dimensions)
    {
        OnnxTensor tensor = new(name, OnnxType.Float32, dimensions);
        Contents.Add((tensor, content));
        Place(tensor);
        return tensor;
    }

    private void Place(OnnxTensor tensor)
    {
        if (tensor.Inline is not null) return;
        long alignment = tensor.Bytes >= MappedSize ? MappedAlignment : SmallAlignment;
        tensor.Offset = (Length + alignment - 1) / alignment * alignment;
        Length = tensor.Offset + tensor.Bytes;
    }
}
