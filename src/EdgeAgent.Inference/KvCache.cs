using Microsoft.ML.OnnxRuntime;

namespace EdgeAgent.Inference;

/// <summary>
/// The shared key and value buffers of all layers, [1, KV heads, capacity, head size] each, bound both as past and as present, so that
/// GroupQueryAttention writes only the new rows (it compares the addresses).
/// </summary>
internal sealed class KvCache : KvState
{
    private readonly int _capacity;
    private readonly KvBlock _block;
    private bool _bound;

    public KvCache(KvShape shape, int capacity)
        : base(shape)
    {
        _capacity = capacity;
        _block = new KvBlock(shape, capacity);
        Tensors = [.. Enumerable.Range(0, shape.Tensors).Select(tensor => _block.Tensor(tensor, capacity))];
    }

    /// <summary>Keys at even places, values at odd ones: layer i has 2i and 2i + 1.</summary>
    public OrtValue[] Tensors { get; }

    public override void Bind(OrtIoBinding binding, WholeGraph graph, int past, int added)
    {
        if (_bound) return; // they stay where they are
        for (int i = 0; i < Tensors.Length; i++)
        {
            binding.BindInput(graph.Past[i], Tensors[i]);
            binding.BindOutput(graph.Present[i], Tensors[i]);
        }
        _bound = true;
    }

    public override void Commit()
    {
        // The new rows are already behind the old ones.
    }

    public override void Save(int start, int count, Span<byte> destination) => _block.Save(_capacity, start, count, destination);

    public override void Restore(int past, int count, ReadOnlySpan<byte> source) => _block.Restore(_capacity, past, count, source);

    public override void CopyFrom(KvState other, int count) => _block.CopyFrom(((KvCache)other)._block, _capacity, _capacity, count);

    public override void Dispose()
    {
        foreach (OrtValue tensor in Tensors) tensor.Dispose();
        _block.Dispose();
    }
}
