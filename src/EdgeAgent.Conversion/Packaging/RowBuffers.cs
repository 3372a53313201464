using System.Runtime.InteropServices;
using EdgeAgent.Conversion.Graphs;
using EdgeAgent.Conversion.Onnx;
using EdgeAgent.Conversion.Quantization;

namespace EdgeAgent.Conversion.Packaging;

/// <summary>Room for some rows of a matrix in each of its constants.</summary>
internal sealed class RowBuffers(MatrixTensors matrix, int rows)
{
    private readonly byte[] _scales = Room(matrix.Scales, matrix, rows);
    private readonly byte[] _zeroPoints = Room(matrix.ZeroPoints, matrix, rows);
    private readonly byte[] _corrections = Room(matrix.Corrections, matrix, rows);

    public byte[] Blobs { get; } = Room(matrix.Blobs, matrix, rows);

    /// <summary>Each constant of the matrix with its bytes of these rows.</summary>
    public IEnumerable<(OnnxTensor Tensor, byte[] Content)> Contents
    {
        get
        {
            yield return (matrix.Blobs, Blobs);
            if (matrix.Scales is not null) yield return (matrix.Scales, _scales);
            if (matrix.ZeroPoints is not null) yield return (matrix.ZeroPoints, _zeroPoints);
            if (matrix.Corrections is not null) yield return (matrix.Corrections, _corrections);
        }
    }

    public BlockRow Row(int row) => new(Part(Blobs, row), Numbers(_scales, row), Part(_zeroPoints, row), Numbers(_corrections, row));

    private static byte[] Room(OnnxTensor? tensor, MatrixTensors matrix, int rows)
        => tensor is null ? [] : new byte[checked((int)(tensor.Bytes / matrix.Rows * rows))];

    private Span<float> Numbers(byte[] bytes, int row) => MemoryMarshal.Cast<byte, float>(Part(bytes, row));

    private Span<byte> Part(byte[] bytes, int row) => bytes.AsSpan(bytes.Length / rows * row, bytes.Length / rows);
}
