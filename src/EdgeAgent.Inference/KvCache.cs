using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EdgeAgent.Inference;

/// <summary>
/// The shared key and value buffers of all layers, float32 [1, KV heads, capacity, head size] each, bound both as past and as present, so
/// that GroupQueryAttention writes only the new rows (it compares the addresses).
/// </summary>
/// <remarks>One zeroed block: the system gives its pages only as rows are written, so a large capacity costs address space, not memory.</remarks>
internal sealed unsafe class KvCache : IDisposable
{
    private const int Alignment = 64; // one cache line; wide loads of the attention kernel start on it
    private readonly int _heads, _capacity, _headSize;
    private readonly long _floatsPerTensor;
    private readonly NativeBlock _block;
    private readonly float* _data;

    public KvCache(int layers, int heads, int capacity, int headSize)
    {
        (_heads, _capacity, _headSize) = (heads, capacity, headSize);
        _floatsPerTensor = checked((long)heads * capacity * headSize);
        long bytes = checked(_floatsPerTensor * layers * 2 * sizeof(float));
        _block = new NativeBlock(checked((nuint)bytes + Alignment));
        _data = (float*)(((nuint)_block.DangerousGetHandle() + (Alignment - 1)) & ~(nuint)(Alignment - 1));
        Tensors = new OrtValue[layers * 2];
        for (int i = 0; i < Tensors.Length; i++)
            Tensors[i] = OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, TensorElementType.Float,
                [1, heads, capacity, headSize], (nint)(_data + i * _floatsPerTensor), _floatsPerTensor * sizeof(float));
    }

    /// <summary>Keys at even places, values at odd ones: layer i has 2i and 2i + 1.</summary>
    public OrtValue[] Tensors { get; }

    /// <summary>Bytes of so many tokens' rows over all layers.</summary>
    public long BytesOf(int tokens) => (long)Tensors.Length * _heads * tokens * _headSize * sizeof(float);

    /// <summary>Copies rows out, in the order tensor, head, row.</summary>
    public void Save(int start, int count, Span<byte> destination)
    {
        int rowBytes = count * _headSize * sizeof(float);
        foreach (nint head in Heads())
        {
            new ReadOnlySpan<byte>((float*)head + (long)start * _headSize, rowBytes).CopyTo(destination);
            destination = destination[rowBytes..];
        }
    }

    /// <summary>Copies rows in, in the order of <see cref="Save"/>.</summary>
    public void Restore(int start, int count, ReadOnlySpan<byte> source)
    {
        int rowBytes = count * _headSize * sizeof(float);
        foreach (nint head in Heads())
        {
            source[..rowBytes].CopyTo(new Span<byte>((float*)head + (long)start * _headSize, rowBytes));
            source = source[rowBytes..];
        }
    }

    /// <summary>Copies the first rows of another cache of the same shape.</summary>
    public void CopyFrom(KvCache other, int count)
    {
        foreach ((nint to, nint from) in Heads().Zip(other.Heads()))
            NativeMemory.Copy((void*)from, (void*)to, (nuint)count * (nuint)_headSize * sizeof(float));
    }

    public void Dispose()
    {
        foreach (OrtValue tensor in Tensors) tensor.Dispose();
        _block.Dispose();
    }

    private IEnumerable<nint> Heads()
    {
        long perHead = (long)_capacity * _headSize * sizeof(float);
        nint data = Data();
        for (long i = 0; i < (long)Tensors.Length * _heads; i++) yield return data + (nint)(i * perHead);
    }

    private nint Data() => (nint)_data;
}
