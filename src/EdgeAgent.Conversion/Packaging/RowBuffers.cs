using System.Runtime.InteropServices;
using EdgeAgent.Conversion.Checkpoints;
using EdgeAgent.Conversion.Graphs;
using EdgeAgent.Conversion.Onnx;
using EdgeAgent.Conversion.Quantization;

namespace EdgeAgent.Conversion.Packaging;

/// <summary>One thread's room for some rows of a matrix: as they are stored, decoded, and in each of the matrix's constants.</summary>
/// <remarks>Used again for piece after piece: it grows to the largest, so that what a conversion allocates does not grow with the model.</remarks>
internal sealed class RowBuffers
{
    private readonly byte[][] _parts = [[], [], [], []];
    private byte[] _stored = [];
    private float[] _numbers = [];
    private MatrixTensors? _matrix;
    private int _rows;

    /// <summary>Room for stored rows.</summary>
    public Memory<byte> Stored { get; private set; }

    /// <summary>Room for the numbers of a row.</summary>
    public Span<float> Numbers => _numbers.AsSpan(0, (int)_matrix!.Columns);

    /// <summary>Each constant of the matrix with its bytes of these rows.</summary>
    public IEnumerable<(OnnxTensor Tensor, ReadOnlyMemory<byte> Content)> Contents
        => Constants.Zip(_parts).Where(static pair => pair.First is not null)
            .Select(pair => (pair.First!, (ReadOnlyMemory<byte>)pair.Second.AsMemory(0, RowBytes(pair.First!) * _rows)));

    private IEnumerable<OnnxTensor?> Constants => [_matrix!.Blobs, _matrix.Scales, _matrix.ZeroPoints, _matrix.Corrections];

    /// <summary>Makes room for rows of a part of a matrix; what was there is lost.</summary>
    public void Use(MatrixTensors matrix, WeightTensor part, int rows)
    {
        (_matrix, _rows) = (matrix, rows);
        Stored = Room(ref _stored, checked(rows * part.RowBytes)).AsMemory(0, rows * part.RowBytes);
        Room(ref _numbers, checked((int)matrix.Columns));
        foreach ((int i, OnnxTensor? constant) in Constants.Index())
            if (constant is not null) Room(ref _parts[i], checked(RowBytes(constant) * rows));
    }

    /// <summary>Room for one row in the constants of a quantized matrix.</summary>
    public BlockRow Row(int row) => new(Part(0, _matrix!.Blobs, row), MemoryMarshal.Cast<byte, float>(Part(1, _matrix.Scales, row)),
        Part(2, _matrix.ZeroPoints, row), MemoryMarshal.Cast<byte, float>(Part(3, _matrix.Corrections, row)));

    /// <summary>Room for one row of a matrix of plain numbers.</summary>
    public Span<float> PlainRow(int row) => MemoryMarshal.Cast<byte, float>(Part(0, _matrix!.Blobs, row));

    private static T[] Room<T>(ref T[] buffer, int length) => buffer.Length >= length ? buffer : buffer = new T[length];

    private int RowBytes(OnnxTensor tensor) => checked((int)(tensor.Bytes / _matrix!.Rows));

    private Span<byte> Part(int part, OnnxTensor? tensor, int row)
        => tensor is null ? [] : _parts[part].AsSpan(RowBytes(tensor) * row, RowBytes(tensor));
}
