using EdgeAgent.Conversion.Checkpoints;
using EdgeAgent.Conversion.Graphs;
using EdgeAgent.Conversion.Onnx;
using EdgeAgent.Conversion.Quantization;
using Microsoft.Win32.SafeHandles;

namespace EdgeAgent.Conversion.Packaging;

/// <summary>
/// Writes the data file: reads rows, converts and stores them, a piece at a time on every core. Memory does not grow with the model.
/// </summary>
internal sealed class WeightsFile(SafeFileHandle handle, GraphWeights weights, Action<double> progress)
{
    // Stored bytes in a piece: large enough that calls cost nothing, small enough that pieces of all cores stay in their caches.
    private const int PieceBytes = 256 * 1024;
    private readonly long _total = Math.Max(1, weights.Matrices.Sum(static matrix => matrix.Rows * matrix.Columns));
    private readonly Lock _lock = new();
    private long _done;

    /// <summary>Fills the file and the small constants of the graphs.</summary>
    public static void Write(string path, GraphWeights weights, Action<double> progress, CancellationToken cancellationToken)
    {
        using SafeFileHandle handle =
            File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.None, weights.Length);
        RandomAccess.SetLength(handle, weights.Length);
        WeightsFile file = new(handle, weights, progress);
        foreach ((OnnxTensor tensor, byte[] content) in weights.Contents) file.Store(tensor, 0, content);
        ParallelOptions allCores = new() { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount };
        using IEnumerator<Piece> pieces = file.Pieces().GetEnumerator();
        Parallel.For(0, Environment.ProcessorCount, allCores, (_, state) =>
        {
            RowBuffers buffers = new();
            while (!state.ShouldExitCurrentIteration && file.Next(pieces) is Piece piece)
            {
                cancellationToken.ThrowIfCancellationRequested();
                file.Convert(piece, buffers);
            }
        });
        RandomAccess.FlushToDisk(handle); // A power cut after the package is renamed must not leave holes in it.
    }

    private Piece? Next(IEnumerator<Piece> pieces)
    {
        lock (_lock) return pieces.MoveNext() ? pieces.Current : null;
    }

    private IEnumerable<Piece> Pieces()
    {
        foreach (MatrixTensors matrix in weights.Matrices)
        {
            long row = 0;
            foreach (WeightTensor part in matrix.Parts)
            {
                int rows = Math.Max(1, PieceBytes / part.RowBytes);
                for (long first = 0; first < part.Rows; first += rows)
                    yield return new(matrix, part, first, (int)Math.Min(rows, part.Rows - first), row + first);
                row += part.Rows;
            }
        }
    }

    private void Convert(Piece piece, RowBuffers buffers)
    {
        (MatrixTensors matrix, WeightTensor part, long first, int rows, long target) = piece;
        buffers.Use(matrix, part, rows);
        part.ReadRows(first, buffers.Stored.Span);
        for (int r = 0; r < rows; r++)
        {
            ReadOnlySpan<byte> row = buffers.Stored.Span.Slice(r * part.RowBytes, part.RowBytes);
            if (matrix.Plan.Bits != 32) RowEncoder.Encode(part, row, matrix.Plan, buffers.Numbers, buffers.Row(r));
            else WeightDecoder.Decode(part.Encoding, row, buffers.PlainRow(r));
        }
        foreach ((OnnxTensor tensor, ReadOnlyMemory<byte> content) in buffers.Contents) Store(tensor, target * (tensor.Bytes / matrix.Rows), content.Span);
        progress(Interlocked.Add(ref _done, rows * matrix.Columns) / (double)_total);
    }

    private void Store(OnnxTensor tensor, long at, ReadOnlySpan<byte> content)
    {
        if (tensor.Inline is byte[] inline) content.CopyTo(inline.AsSpan((int)at));
        else RandomAccess.Write(handle, content, tensor.Offset + at);
    }

    /// <summary>Rows <c>First</c> to <c>First + Rows</c> of a part, which go to row <c>Target</c> of the matrix.</summary>
    private sealed record Piece(MatrixTensors Matrix, WeightTensor Part, long First, int Rows, long Target);
}
