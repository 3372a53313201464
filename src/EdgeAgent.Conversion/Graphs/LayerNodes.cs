using EdgeAgent.Conversion.Checkpoints;
using EdgeAgent.Conversion.Onnx;
using EdgeAgent.Conversion.Quantization;
using EdgeAgent.Models;

namespace EdgeAgent.Conversion.Graphs;

/// <summary>Adds the attention and the MLP of a layer.</summary>
/// <remarks>
/// q, k, v are one matrix, and gate, up another: as many results, fewer nodes. Not where they differ in bits or in the size of blocks: q and k
/// would take the size of a finer v.
/// </remarks>
internal sealed class LayerNodes(
    OnnxGraph graph, NormNodes norms, Checkpoint checkpoint, GraphWeights weights, ConversionOptions options, Rotation rotation)
{
    private const string Microsoft = OnnxFile.Microsoft;
    private const string Standard = "";
    private readonly ModelArchitecture _a = checkpoint.Architecture;
    private readonly NetworkForm _form = checkpoint.Form;
    private readonly LinearNodes _linear = new(graph, options.AccuracyLevel);

    public string Attention(int layer, string input)
    {
        string name = $"layer.{layer}.attention";
        string[] queriesKeysValues = Project(layer, name, input);
        string[] past = [$"past_key_values.{layer}.key", $"past_key_values.{layer}.value"];
        string[] present = [$"present.{layer}.key", $"present.{layer}.value"];
        foreach (string tensor in past) graph.Inputs.Add(new(tensor, OnnxType.Float32, "batch", _a.KvHeads, "past_positions", _a.HeadSize));
        foreach (string tensor in present)
            graph.Outputs.Add(new(tensor, OnnxType.Float32, "batch", _a.KvHeads, "present_positions", _a.HeadSize));
        List<OnnxAttribute> attributes =
        [
            ("num_heads", (long)_a.Heads), ("kv_num_heads", (long)_a.KvHeads), ("do_rotary", 1L), ("rotary_interleaved", 0L),
            ("scale", _form.AttentionScale),
        ];
        int window = _a.SlidingWindow?[layer] ?? 0;
        if (window > 0) attributes.Add(("local_window_size", (long)window));
        graph.Nodes.Add(new("GroupQueryAttention", Microsoft, name,
            [.. queriesKeysValues, .. past, "seqlens_k", "total_sequence_length", .. window > 0 ? rotation.Window : rotation.All],
            [name + ".attended", .. present], attributes));
        string output = Multiply(layer, name + ".output", name + ".attended", name + ".out", _form.OutputBias, _a.Heads * _a.HeadSize,
            ("self_attn.o_proj", _a.Hidden));
        return norms.After(layer, TensorNames.AfterAttention, name, output);
    }

    public string Mlp(int layer, string input)
    {
        string name = $"layer.{layer}.mlp";
        string both = Multiply(layer, name + ".gate_up", input, name + ".both", _form.MlpBias, _a.Hidden,
            ("mlp.gate_proj", _a.Mlp), ("mlp.up_proj", _a.Mlp));
        Split(name, both, [name + ".gate", name + ".up"], _a.Mlp, _a.Mlp);
        // QuickGelu with alpha 1 is x * sigmoid(x), SiLU, in one operator.
        string gate = _form.Gelu
            ? graph.Node("Gelu", Standard, name + ".gelu", [name + ".gate"], name + ".active", ("approximate", "tanh"))
            : graph.Node("QuickGelu", Microsoft, name + ".silu", [name + ".gate"], name + ".active", ("alpha", 1f));
        string product = graph.Node("Mul", Standard, name + ".product", [gate, name + ".up"], name + ".inner");
        string output = Multiply(layer, name + ".down", product, name + ".out", _form.MlpBias, _a.Mlp, ("mlp.down_proj", _a.Hidden));
        return norms.After(layer, TensorNames.AfterMlp, name, output);
    }

    // One input for all three, or, where something lies between, one each.
    private string[] Project(int layer, string name, string input)
    {
        int queries = _a.Heads * _a.HeadSize, keys = _a.KvHeads * _a.HeadSize;
        string projected = Multiply(layer, name + ".qkv", input, name + ".projected", _form.QueryBias, _a.Hidden,
            ("self_attn.q_proj", queries), ("self_attn.k_proj", keys), ("self_attn.v_proj", keys));
        if (!_form.HeadNorms) return [projected, "", ""];
        Split(name, projected, [name + ".queries", name + ".keys", name + ".values"], queries, keys, keys);
        return
        [
            norms.Heads(layer, "self_attn.q_norm", name + ".queries", name + ".queries", _a.Heads),
            norms.Heads(layer, "self_attn.k_norm", name + ".keys", name + ".keys", _a.KvHeads),
            name + ".values",
        ];
    }

    private void Split(string name, string input, string[] outputs, params ReadOnlySpan<long> sizes)
        => graph.Nodes.Add(new("Split", Standard, name + ".split", [input, graph.Integers(sizes)], outputs, [("axis", -1L)]));

    private string Multiply(int layer, string name, string input, string output, bool bias, int columns,
        params (string Part, int Rows)[] parts)
    {
        WeightTensor[] tensors = [.. parts.Select(part => checkpoint.Matrix(TensorNames.OfLayer(layer, part.Part), part.Rows, columns))];
        if (!bias) return Multiply(name, input, output, tensors);
        string product = Multiply(name, input, output + ".unbiased", tensors);
        WeightTensor[] biases = [.. parts.Select(part => checkpoint.Bias(TensorNames.OfBias(layer, part.Part), part.Rows))];
        return graph.Node("Add", Standard, name + ".add", [product, graph.Constant(weights.Vector(name + ".bias", biases))], output);
    }

    private string Multiply(string name, string input, string output, WeightTensor[] tensors)
    {
        List<List<WeightTensor>> groups = [];
        foreach (WeightTensor tensor in tensors)
        {
            if (groups.Count > 0 && Plan(groups[^1]).GoesWith(Plan([tensor]))) groups[^1].Add(tensor);
            else groups.Add([tensor]);
        }
        if (groups.Count == 1) return _linear.Add(weights.Matrix(name, tensors, Plan(tensors)), input, output);
        IEnumerable<string> outputs = groups.Select((group, i)
            => _linear.Add(weights.Matrix($"{name}.{i}", group, Plan(group)), input, $"{output}.{i}"));
        return graph.Node("Concat", Standard, name + ".join", [.. outputs], output, ("axis", -1L));

        MatrixPlan Plan(IReadOnlyList<WeightTensor> parts) => MatrixPlan.Choose(parts, options.Weights, options, table: false);
    }
}
