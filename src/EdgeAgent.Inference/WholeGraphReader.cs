using System.Globalization;
using EdgeAgent.Models;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EdgeAgent.Inference;

/// <summary>Reads a whole graph's signature by names and types. What it cannot be fed is refused here by name, not at the first run.</summary>
/// <remarks>Sizes that the graph leaves open (the head size in packages of ONNX Runtime GenAI) are the descriptor's.</remarks>
internal sealed class WholeGraphReader(InferenceSession session, ModelGraph graph, ModelArchitecture told, string path)
{
    private const int LargestRow = 1 << 20; // numbers of one token in one layer; the largest network known has 16,384

    /// <exception cref="InferenceException">EA5040 to EA5043: the graph cannot be run.</exception>
    public WholeGraph Read()
    {
        string[] past = [.. Layers("past_key_values")], present = [.. Layers("present")];
        HashSet<string> known = [Name("input_ids"), Name("attention_mask"), Name("position_ids"), Name("num_logits_to_keep"), .. past];
        string[] unknown = [.. session.InputMetadata.Keys.Where(name => !known.Contains(name)).Order(StringComparer.Ordinal)];
        if (unknown.Length > 0)
        {
            throw new InferenceException("EA5040", $"The graph asks for inputs that cannot be given: {string.Join(", ", unknown)}.", path,
                "Take the variant for text alone with one key and one value a layer, or convert the original weights: edge-agent convert SOURCE -o FOLDER.");
        }
        NodeMetadata logits = Tensor(session.OutputMetadata, Name("logits"), 3, "output");
        if (logits.Dimensions[2] > 0 && logits.Dimensions[2] != told.Vocabulary)
        {
            throw new InferenceException("EA5043", $"The graph gives {logits.Dimensions[2]} logits, but the package tells of {told.Vocabulary} tokens.", path,
                "Graph and configuration are of two models: get the whole package again.");
        }
        return new()
        {
            Ids = Integer("input_ids") ?? throw Missing("input", Name("input_ids")),
            Mask = Integer("attention_mask"),
            Positions = Integer("position_ids"),
            KeepRows = Integer("num_logits_to_keep"),
            Logits = Name("logits"),
            LogitsType = Floating(logits, Name("logits")),
            Vocabulary = told.Vocabulary,
            LastRowOnly = logits.Dimensions[1] switch
            {
                1 => true,
                < 0 => false,
                int rows => throw WrongType(Name("logits"), $"always has {rows} rows"),
            },
            Kv = KeysAndValues(past, present),
            Past = past,
            Present = present,
        };
    }

    private KvShape KeysAndValues(string[] past, string[] present)
    {
        NodeMetadata first = Tensor(session.InputMetadata, past[0], 4, "input");
        KvShape shape = new(past.Length, Size(first.Dimensions[1], told.KvHeads), Size(first.Dimensions[3], told.HeadSize), Floating(first, past[0]));
        if ((long)shape.Heads * shape.HeadSize > LargestRow) throw WrongType(past[0], $"has {shape.Heads} heads of {shape.HeadSize} numbers, beyond any network that is known");
        foreach (string name in past) Check(Tensor(session.InputMetadata, name, 4, "input"), name);
        foreach (string name in present) Check(Tensor(session.OutputMetadata, name, 4, "output"), name);
        return shape;

        void Check(NodeMetadata tensor, string name)
        {
            int[] size = tensor.Dimensions;
            if (tensor.ElementDataType != shape.Type) throw WrongType(name, $"is of {tensor.ElementDataType}, {past[0]} of {shape.Type}");
            if (size[0] > 1 || size[2] >= 0 || Size(size[1], shape.Heads) != shape.Heads || Size(size[3], shape.HeadSize) != shape.HeadSize)
                throw WrongType(name, $"is [{string.Join(", ", size)}], not [1, {shape.Heads}, any, {shape.HeadSize}]");
        }

        static int Size(int dimension, int otherwise) => dimension >= 0 ? dimension : otherwise;
    }

    private IntegerInput? Integer(string usual)
    {
        string name = Name(usual);
        if (!session.InputMetadata.TryGetValue(name, out NodeMetadata? input)) return null;
        int rank = usual == "num_logits_to_keep" ? Math.Min(1, input.Dimensions.Length) : 2;
        input = Tensor(session.InputMetadata, name, rank, "input");
        return input.ElementDataType switch
        {
            TensorElementType.Int64 => new(name, true, rank),
            TensorElementType.Int32 => new(name, false, rank),
            TensorElementType other => throw WrongType(name, $"is of {other}, not of int64 or int32"),
        };
    }

    private TensorElementType Floating(NodeMetadata tensor, string name)
        => tensor.ElementDataType is TensorElementType.Float or TensorElementType.Float16 ? tensor.ElementDataType
            : throw WrongType(name, $"is of {tensor.ElementDataType}, not of float32 or float16");

    private NodeMetadata Tensor(IReadOnlyDictionary<string, NodeMetadata> all, string name, int rank, string kind)
    {
        NodeMetadata found = all.GetValueOrDefault(name) ?? throw Missing(kind, name);
        if (!found.IsTensor) throw WrongType(name, "is no tensor");
        return found.Dimensions.Length == rank ? found : throw WrongType(name, $"has {found.Dimensions.Length} dimensions, not {rank}");
    }

    private IEnumerable<string> Layers(string stem)
    {
        for (int layer = 0; layer < told.Layers; layer++)
            foreach (string part in (string[])["key", "value"])
                yield return Name(string.Create(CultureInfo.InvariantCulture, $"{stem}.{layer}.{part}"));
    }

    private string Name(string usual) => graph.Tensors?.GetValueOrDefault(usual) ?? usual;

    private InferenceException Missing(string kind, string name) => new("EA5041", $"The graph has no {kind} '{name}'.", path,
        "Take a graph that was exported for generation with past keys and values (Optimum: text-generation-with-past), of as many layers as the package tells.");

    private InferenceException WrongType(string name, string what) => new("EA5042", $"'{name}' of the graph {what}.", path,
        "Take a variant with float32 or float16 keys and values [batch, heads, positions, size], or convert the original weights: edge-agent convert SOURCE -o FOLDER.");
}
