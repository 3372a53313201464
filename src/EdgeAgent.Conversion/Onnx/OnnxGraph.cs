namespace EdgeAgent.Conversion.Onnx;

/// <summary>A graph as it is built: nodes in the order of computation, constants, and its signature.</summary>
internal sealed class OnnxGraph(string name)
{
    private readonly Dictionary<string, OnnxTensor> _constants = new(StringComparer.Ordinal);

    public string Name => name;

    public List<OnnxValue> Inputs { get; } = [];

    public List<OnnxValue> Outputs { get; } = [];

    public List<OnnxNode> Nodes { get; } = [];

    public IReadOnlyCollection<OnnxTensor> Constants => _constants.Values;

    /// <summary>Adds a node with one output, and gives the output's name.</summary>
    public string Node(string type, string domain, string nodeName, IReadOnlyList<string> inputs, string output,
        params IReadOnlyList<OnnxAttribute> attributes)
    {
        Nodes.Add(new(type, domain, nodeName, inputs, [output], attributes));
        return output;
    }

    /// <summary>Adds a constant unless it is there, and gives its name.</summary>
    public string Constant(OnnxTensor tensor)
    {
        _constants.TryAdd(tensor.Name, tensor);
        return tensor.Name;
    }

    /// <summary>A constant list of integers, for shapes and axes; one for all that are equal.</summary>
    public string Integers(params ReadOnlySpan<long> values)
    {
        OnnxTensor tensor = new($"integers.{string.Join('.', values.ToArray())}", OnnxType.Int64, values.Length);
        for (int i = 0; i < values.Length; i++)
            System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(tensor.Inline.AsSpan(8 * i), values[i]);
        return Constant(tensor);
    }
}

/// <summary>An input or output; a dimension is a number or, where it varies, a name.</summary>
internal sealed record OnnxValue(string Name, OnnxType Type, params IReadOnlyList<OnnxDimension> Dimensions);

/// <summary>One dimension: a size or a name.</summary>
internal readonly record struct OnnxDimension(long? Size, string? Name)
{
    public static implicit operator OnnxDimension(int size) => new(size, null);

    public static implicit operator OnnxDimension(string name) => new(null, name);
}

/// <summary>One operator. An empty name among the inputs or outputs is one that is left out.</summary>
internal sealed record OnnxNode(
    string Type, string Domain, string Name, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs,
        IReadOnlyList<OnnxAttribute> Attributes);

/// <summary>An attribute of an operator: an integer, a single-precision number, or a text.</summary>
internal readonly record struct OnnxAttribute(string Name, long? Integer = null, float? Number = null, string? Text = null)
{
    public static implicit operator OnnxAttribute((string Name, long Value) pair) => new(pair.Name, Integer: pair.Value);

    public static implicit operator OnnxAttribute((string Name, float Value) pair) => new(pair.Name, Number: pair.Value);

    public static implicit operator OnnxAttribute((string Name, string Value) pair) => new(pair.Name, Text: pair.Value);
}
