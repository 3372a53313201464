namespace EdgeAgent.Conversion.Onnx;

/// <summary>A constant of a graph: a small one lies in the graph, a large one at a place of the data file.</summary>
internal sealed class OnnxTensor
{
    /// <summary>Constants of so many bytes and more lie in the data file.</summary>
    private const int SmallestExternal = 1024;

    private readonly OnnxTensor? _original;
    private readonly byte[]? _inline;
    private long _offset;

    public OnnxTensor(string name, OnnxType type, params IReadOnlyList<long> dimensions)
    {
        (Name, Type, Dimensions) = (name, type, dimensions);
        long size = type switch { OnnxType.UInt8 => 1, OnnxType.Int64 => 8, _ => 4 };
        Bytes = dimensions.Aggregate(size, static (product, dimension) => checked(product * dimension));
        if (Bytes < SmallestExternal) _inline = new byte[Bytes];
    }

    private OnnxTensor(OnnxTensor original, string name, IReadOnlyList<long> dimensions)
        : this(name, original.Type, dimensions) => _original = original;

    public string Name { get; }

    public OnnxType Type { get; }

    public IReadOnlyList<long> Dimensions { get; }

    public long Bytes { get; }

    /// <summary>Whether its bytes are those of another tensor, which is stored once for both.</summary>
    public bool IsView => _original is not null;

    /// <summary>The content, if it is small; to be filled before the graph is written. Null for one in the data file.</summary>
    public byte[]? Inline => _original?.Inline ?? _inline;

    /// <summary>Where it starts in the data file.</summary>
    public long Offset
    {
        get => _original?.Offset ?? _offset;
        set => _offset = value;
    }

    /// <summary>The same bytes under another name and shape.</summary>
    public OnnxTensor As(string name, params IReadOnlyList<long> dimensions) => new(this, name, dimensions);
}
