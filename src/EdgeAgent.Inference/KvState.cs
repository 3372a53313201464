using Microsoft.ML.OnnxRuntime;

namespace EdgeAgent.Inference;

/// <summary>The keys and values of one conversation, in the way that a graph takes them.</summary>
internal abstract class KvState(KvShape shape) : IDisposable
{
    /// <summary>What the rows are made of.</summary>
    public KvShape Shape => shape;

    /// <summary>Binds past and present for a run.</summary>
    /// <param name="binding">The session's binding.</param>
    /// <param name="graph">The names.</param>
    /// <param name="past">Rows that count.</param>
    /// <param name="added">Rows that the run adds.</param>
    public abstract void Bind(OrtIoBinding binding, WholeGraph graph, int past, int added);

    /// <summary>The run that <see cref="Bind"/> was for has succeeded.</summary>
    public abstract void Commit();

    /// <summary>Bytes of so many tokens' rows over all tensors.</summary>
    public long BytesOf(int tokens) => (long)shape.Tensors * shape.Heads * tokens * shape.RowBytes;

    /// <summary>Copies rows out, in the order tensor, head, row.</summary>
    public abstract void Save(int start, int count, Span<byte> destination);

    /// <summary>Puts rows after the first <paramref name="past"/>, in the order of <see cref="Save"/>.</summary>
    public abstract void Restore(int past, int count, ReadOnlySpan<byte> source);

    /// <summary>Copies the first rows of another state of the same kind and shape.</summary>
    public abstract void CopyFrom(KvState other, int count);

    public abstract void Dispose();
}
