using System.Globalization;

namespace EdgeAgent.Conversion.Onnx;

/// <summary>Writes a graph as an ONNX file. Field numbers are those of onnx.proto (ONNX 1.16, IR version 10).</summary>
internal static class OnnxFile
{
    /// <summary>The domain of ONNX Runtime's own operators.</summary>
    public const string Microsoft = "com.microsoft";

    private const int IrVersion = 10;
    private const int StandardOpset = 21;

    public static byte[] Write(OnnxGraph graph, string dataFile, string producer, string producerVersion)
    {
        ProtoWriter standard = new ProtoWriter().Text(1, "").Integer(2, StandardOpset);
        ProtoWriter microsoft = new ProtoWriter().Text(1, Microsoft).Integer(2, 1);
        ProtoWriter model = new ProtoWriter().Integer(1, IrVersion).Text(2, producer).Text(3, producerVersion);
        return model.Message(7, Graph(graph, dataFile)).Message(8, standard).Message(8, microsoft).ToArray();
    }

    private static ProtoWriter Graph(OnnxGraph graph, string dataFile)
    {
        ProtoWriter writer = new();
        foreach (OnnxNode node in graph.Nodes) writer.Message(1, Node(node));
        writer.Text(2, graph.Name);
        foreach (OnnxTensor tensor in graph.Constants) writer.Message(5, Tensor(tensor, dataFile));
        foreach (OnnxValue value in graph.Inputs) writer.Message(11, Value(value));
        foreach (OnnxValue value in graph.Outputs) writer.Message(12, Value(value));
        return writer;
    }

    private static ProtoWriter Node(OnnxNode node)
    {
        ProtoWriter writer = new();
        foreach (string input in node.Inputs) writer.Text(1, input);
        foreach (string output in node.Outputs) writer.Text(2, output);
        writer.Text(3, node.Name).Text(4, node.Type);
        foreach (OnnxAttribute attribute in node.Attributes) writer.Message(5, Attribute(attribute));
        return writer.Text(7, node.Domain);
    }

    private static ProtoWriter Attribute(OnnxAttribute attribute)
    {
        const int FloatType = 1, IntegerType = 2, TextType = 3;
        ProtoWriter writer = new ProtoWriter().Text(1, attribute.Name);
        return attribute.Integer is long integer ? writer.Integer(3, integer).Integer(20, IntegerType)
            : attribute.Text is string text ? writer.Text(4, text).Integer(20, TextType)
            : writer.Single(2, attribute.Number!.Value).Integer(20, FloatType);
    }

    private static ProtoWriter Tensor(OnnxTensor tensor, string dataFile)
    {
        const int External = 1;
        ProtoWriter writer = new();
        foreach (long size in tensor.Dimensions) writer.Integer(1, size);
        writer.Integer(2, (int)tensor.Type).Text(8, tensor.Name);
        if (tensor.Inline is byte[] content) return writer.Bytes(9, content);
        foreach ((string key, string value) in new[] { ("location", dataFile), ("offset", Number(tensor.Offset)), ("length", Number(tensor.Bytes)) })
            writer.Message(13, new ProtoWriter().Text(1, key).Text(2, value));
        return writer.Integer(14, External);
    }

    private static ProtoWriter Value(OnnxValue value)
    {
        ProtoWriter shape = new();
        foreach (OnnxDimension dimension in value.Dimensions)
            shape.Message(1, dimension.Size is long size ? new ProtoWriter().Integer(1, size) : new ProtoWriter().Text(2, dimension.Name!));
        ProtoWriter tensor = new ProtoWriter().Integer(1, (int)value.Type).Message(2, shape);
        return new ProtoWriter().Text(1, value.Name).Message(2, new ProtoWriter().Message(1, tensor));
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
