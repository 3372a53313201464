using Microsoft.ML.OnnxRuntime;

namespace EdgeAgent.Inference;

/// <summary>Memory for keys and values: tensor after tensor, in each head after head, in each row after row.</summary>
/// <remarks>
/// One zeroed block: the system gives its pages only as rows are written, so a large capacity costs address space, not memory. The
/// <c>stride</c> of a call is the number of rows that each head has room for at that time; tensors keep their places whatever it is.
/// </remarks>
internal sealed unsafe class KvBlock : IDisposable
{
    private const int Alignment = 64; // one cache line; wide loads of the attention kernel start on it
    private readonly KvShape _shape;
    private readonly long _tensorBytes;
    private readonly NativeBlock _block;
    private readonly byte* _data;

    /// <exception cref="OutOfMemoryException">The system has not so much.</exception>
    public KvBlock(KvShape shape, int capacity)
    {
        _shape = shape;
        _tensorBytes = checked((long)shape.Heads * capacity * shape.RowBytes);
        _block = new NativeBlock(checked((nuint)(_tensorBytes * shape.Tensors) + Alignment));
        _data = (byte*)(((nuint)_block.DangerousGetHandle() + (Alignment - 1)) & ~(nuint)(Alignment - 1));
    }

    /// <summary>A tensor of the block, [1, heads, rows, head size]. The caller disposes it before the block.</summary>
    public OrtValue Tensor(int tensor, int rows) => OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, _shape.Type,
        [1, _shape.Heads, rows, _shape.HeadSize], (nint)(_data + tensor * _tensorBytes), (long)_shape.Heads * rows * _shape.RowBytes);

    /// <summary>Rows of one head; <paramref name="head"/> counts through all tensors.</summary>
    public Span<byte> Rows(int head, int stride, int start, int count)
    {
        (int tensor, int inTensor) = Math.DivRem(head, _shape.Heads);
        byte* first = _data + tensor * _tensorBytes + ((long)inTensor * stride + start) * _shape.RowBytes;
        return new(first, checked(count * _shape.RowBytes));
    }

    /// <summary>Copies rows out, in the order tensor, head, row.</summary>
    public void Save(int stride, int start, int count, Span<byte> destination)
    {
        for (int head = 0; head < _shape.Tensors * _shape.Heads; head++)
        {
            Span<byte> rows = Rows(head, stride, start, count);
            rows.CopyTo(destination);
            destination = destination[rows.Length..];
        }
    }

    /// <summary>Copies rows in, in the order of <see cref="Save"/>.</summary>
    public void Restore(int stride, int start, int count, ReadOnlySpan<byte> source)
    {
        for (int head = 0; head < _shape.Tensors * _shape.Heads; head++)
        {
            Span<byte> rows = Rows(head, stride, start, count);
            source[..rows.Length].CopyTo(rows);
            source = source[rows.Length..];
        }
    }

    /// <summary>Copies the first rows of each head of another block of the same shape; the two may be one, if the stride shrinks.</summary>
    public void CopyFrom(KvBlock other, int otherStride, int stride, int count)
    {
        for (int head = 0; head < _shape.Tensors * _shape.Heads; head++)
            other.Rows(head, otherStride, 0, count).CopyTo(Rows(head, stride, 0, count));
    }

    public void Dispose() => _block.Dispose();
}
