namespace EdgeAgent.Models.Onnx;

/// <summary>
/// Sees that an ONNX graph is whole and that each of its constants lies where the graph says, before ONNX Runtime is given it: the error then
/// names file, tensor and offset.
/// </summary>
/// <remarks>
/// Walks the file once and skips weights without reading them, so that it takes milliseconds and no memory to speak of, however large they
/// are. Source: onnx.proto (<c>ModelProto</c>, <c>GraphProto</c>, <c>NodeProto</c>, <c>AttributeProto</c>) and ONNX's ExternalData.md.
/// </remarks>
internal static class OnnxGraphCheck
{
    public const string MakeAgain = "Get the package or convert the model again: the file is damaged, cut short, or of another package.";
    private const int Deepest = 32;

    // The parts of a message that constants may lie in: number of the field, and what the field holds.
    private static readonly Dictionary<int, Part> Model = new() { [7] = Part.Graph, [25] = Part.Function };
    private static readonly Dictionary<int, Part> Graph = new() { [1] = Part.Node, [5] = Part.Tensor, [15] = Part.Sparse };
    private static readonly Dictionary<int, Part> Function = new() { [7] = Part.Node };
    private static readonly Dictionary<int, Part> Node = new() { [5] = Part.Attribute };
    private static readonly Dictionary<int, Part> Sparse = new() { [1] = Part.Tensor, [2] = Part.Tensor };
    private static readonly Dictionary<int, Part> Attribute = new()
    {
        [5] = Part.Tensor, [6] = Part.Graph, [10] = Part.Tensor, [11] = Part.Graph, [22] = Part.Sparse, [23] = Part.Sparse,
    };

    private enum Part
    {
        Graph,
        Function,
        Node,
        Attribute,
        Sparse,
        Tensor,
    }

    /// <summary>Checks one graph's file and the sizes of the files that it refers to.</summary>
    /// <param name="path">The .onnx file.</param>
    /// <exception cref="ModelException">
    /// EA4050: the graph is damaged or cannot be read. EA4051: a constant's bytes are not where the graph says. EA4005: it refers to a file
    /// outside of its folder.
    /// </exception>
    public static void Check(string path)
    {
        try
        {
            using ProtoStream proto = new(path);
            Dictionary<string, long> sizes = new(StringComparer.Ordinal);
            if (!Walk(proto, proto.Length, Model, sizes, depth: 0)) throw proto.Malformed("it holds no graph");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelException("EA4050", $"The ONNX graph cannot be read: {e.Message}", path, MakeAgain, e);
        }
    }

    private static bool Walk(ProtoStream proto, long end, Dictionary<int, Part> parts, Dictionary<string, long> sizes, int depth)
    {
        if (depth > Deepest) throw proto.Malformed($"graphs lie more than {Deepest} deep in each other");
        bool graph = false;
        while (proto.Next(end) is (int field, int wire))
        {
            if (wire != ProtoStream.Bytes || !parts.TryGetValue(field, out Part part))
            {
                proto.Skip(wire, end);
                continue;
            }
            graph |= part == Part.Graph;
            long stop = proto.End(end);
            if (part == Part.Tensor) CheckTensor(GraphTensor.Read(proto, stop), proto, sizes);
            else Walk(proto, stop, PartsOf(part), sizes, depth + 1);
        }
        return graph;
    }

    private static Dictionary<int, Part> PartsOf(Part part) => part switch
    {
        Part.Graph => Graph,
        Part.Function => Function,
        Part.Node => Node,
        Part.Attribute => Attribute,
        _ => Sparse,
    };

    private static void CheckTensor(GraphTensor tensor, ProtoStream proto, Dictionary<string, long> sizes)
    {
        if (tensor.Location is null)
        {
            if (tensor.Raw is long raw && tensor.Expected is Int128 inside && raw != inside)
                throw proto.Malformed($"the tensor '{tensor.Name}' has {raw} bytes; its type and dimensions ask for {inside}");
            return;
        }
        string file = SafePath.Combine(Path.GetDirectoryName(proto.Path)!, tensor.Location);
        if (!sizes.TryGetValue(file, out long size)) sizes[file] = size = File.Exists(file) ? new FileInfo(file).Length : -1;
        if (size < 0) throw Misplaced($"The tensor '{tensor.Name}' of the graph lies in a file that is missing.", file, tensor, proto);
        if (tensor.Offset > size || (tensor.Length ?? tensor.Expected ?? 0) > size - tensor.Offset)
            throw Misplaced($"The tensor '{tensor.Name}' of the graph has {tensor.Length ?? tensor.Expected} bytes at {tensor.Offset}, but the file has {size}.", file, tensor, proto);
        if (tensor.Length is long length && tensor.Expected is Int128 outside && length != outside)
            throw Misplaced($"The tensor '{tensor.Name}' of the graph has {length} bytes; its type and dimensions ask for {outside}.", file, tensor, proto);
    }

    private static ModelException Misplaced(string what, string file, GraphTensor tensor, ProtoStream proto)
        => new("EA4051", what, $"{file}, byte {tensor.Offset} (graph {Path.GetFileName(proto.Path)})", MakeAgain);
}
