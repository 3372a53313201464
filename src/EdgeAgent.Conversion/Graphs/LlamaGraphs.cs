using EdgeAgent.Conversion.Checkpoints;
using EdgeAgent.Conversion.Onnx;
using EdgeAgent.Conversion.Quantization;
using EdgeAgent.Models;

namespace EdgeAgent.Conversion.Graphs;

/// <summary>Builds the body and the head of a Llama or Mistral network from ONNX Runtime's operators.</summary>
/// <remarks>
/// Signatures are those of <see cref="ModelGraph"/>. q, k, v are one matrix, and gate, up another: as many results, fewer nodes. The
/// embedding and the head share one table where the model ties them. Source of the operators: ONNX Runtime's docs/ContribOperators.md.
/// </remarks>
internal sealed class LlamaGraphs
{
    private const string Microsoft = OnnxFile.Microsoft;
    private const string Standard = "";
    private const int LongestByDefault = 1 << 17;
    private readonly Checkpoint _checkpoint;
    private readonly ModelArchitecture _a;
    private readonly ConversionOptions _options;
    private readonly GraphWeights _weights;

    public LlamaGraphs(Checkpoint checkpoint, ConversionOptions options, GraphWeights weights)
    {
        (_checkpoint, _a, _options, _weights) = (checkpoint, checkpoint.Architecture, options, weights);
        MaxLength = options.MaxLength ?? Math.Min(_a.ContextLength, LongestByDefault);
        WeightTensor embedding = checkpoint.Matrix(TensorNames.Embedding, _a.Vocabulary, _a.Hidden);
        Embedding = weights.Matrix("embedding", [embedding], MatrixPlan.Choose([embedding], TableFormat, options, table: true));
        Head = _a.Tied ? Embedding : BuildHeadMatrix();
        HeadGraph = BuildHead();
        Body = BuildBody();
    }

    public int MaxLength { get; }

    public OnnxGraph Body { get; }

    public OnnxGraph HeadGraph { get; }

    /// <summary>The head's matrix: of a tied model, the embedding.</summary>
    public MatrixTensors Head { get; }

    private MatrixTensors Embedding { get; }

    private WeightFormat TableFormat => _options.Table == WeightFormat.Auto ? _options.Weights : _options.Table;

    private MatrixTensors BuildHeadMatrix()
    {
        WeightTensor head = _checkpoint.Matrix(TensorNames.Head, _a.Vocabulary, _a.Hidden);
        return _weights.Matrix("head", [head], MatrixPlan.Choose([head], TableFormat, _options, table: false));
    }

    private OnnxGraph BuildHead()
    {
        OnnxGraph graph = new("head");
        graph.Inputs.Add(new("hidden_states", OnnxType.Float32, "batch", "rows", _a.Hidden));
        graph.Outputs.Add(new("logits", OnnxType.Float32, "batch", "rows", _a.Vocabulary));
        new LinearNodes(graph, _options.AccuracyLevel).Add(Head, "hidden_states", "logits");
        return graph;
    }

    private OnnxGraph BuildBody()
    {
        OnnxGraph graph = new("body");
        LinearNodes linear = new(graph, _options.AccuracyLevel);
        graph.Inputs.Add(new("input_ids", OnnxType.Int64, "batch", "positions"));
        graph.Inputs.Add(new("seqlens_k", OnnxType.Int32, "batch"));
        graph.Inputs.Add(new("total_sequence_length", OnnxType.Int32));
        graph.Inputs.Add(new("num_hidden", OnnxType.Int64, 1));
        graph.Outputs.Add(new("hidden_states", OnnxType.Float32, "batch", "num_hidden", _a.Hidden));
        (byte[] cosines, byte[] sines) = RotaryTables.Compute(_a.Rope, _a.HeadSize, MaxLength);
        string[] rotary = [Table(graph, "rotary.cosines", cosines), Table(graph, "rotary.sines", sines)];
        string residual = Embed(graph);
        string firstNorm = Norm(graph, TensorNames.OfLayer(0, "input_layernorm"));
        string normed = graph.Node("SimplifiedLayerNormalization", Standard, "layer.0.norm", [residual, firstNorm],
            "layer.0.normed", ("axis", -1L), ("epsilon", _a.NormEpsilon), ("stash_type", 1L));
        for (int layer = 0; layer < _a.Layers; layer++)
        {
            string name = $"layer.{layer}";
            string attended = Attention(graph, linear, layer, normed, rotary);
            string afterAttention = TensorNames.OfLayer(layer, "post_attention_layernorm");
            (normed, residual) = AddAndNorm(graph, residual, attended, afterAttention, name + ".mlp");
            string mlp = Mlp(graph, linear, layer, normed);
            if (layer == _a.Layers - 1) KeepAndFinish(graph, residual, mlp);
            else
            {
                string next = TensorNames.OfLayer(layer + 1, "input_layernorm");
                (normed, residual) = AddAndNorm(graph, residual, mlp, next, $"layer.{layer + 1}");
            }
        }
        return graph;
    }

    private string Table(OnnxGraph graph, string name, byte[] content)
        => graph.Constant(_weights.Constant(name, content, MaxLength, _a.HeadSize / 2));

    private string Norm(OnnxGraph graph, string tensor) => graph.Constant(_weights.Vector(_checkpoint.Vector(tensor, _a.Hidden)));

    private string Embed(OnnxGraph graph)
    {
        if (Embedding.Plan.Bits == 32)
            return graph.Node("Gather", Standard, "embedding", [graph.Constant(Embedding.Blobs), "input_ids"], "embedded", ("axis", 0L));
        // The operator takes the three-dimensional table of MatMulNBits as it is; only its scales must have three dimensions too.
        OnnxTensor scales = Embedding.Scales!.As("embedding.scales3", Embedding.Rows, Embedding.Blocks, 1);
        string blocks = graph.Node("GatherBlockQuantized", Microsoft, "embedding",
            [graph.Constant(Embedding.Blobs), "input_ids", graph.Constant(scales)], "embedding.blocks",
            ("bits", (long)Embedding.Plan.Bits), ("block_size", (long)Embedding.Plan.Block), ("gather_axis", 0L), ("quantize_axis", 2L));
        if (Embedding.Corrections is OnnxTensor corrections)
        {
            OnnxTensor terms = corrections.As("embedding.corrections3", Embedding.Rows, Embedding.Blocks, 1);
            string gathered = graph.Node("Gather", Standard, "embedding.correction", [graph.Constant(terms), "input_ids"], "embedding.terms",
                ("axis", 0L));
            blocks = graph.Node("Add", Standard, "embedding.correct", [blocks, gathered], "embedding.corrected");
        }
        return graph.Node("Reshape", Standard, "embedding.flat", [blocks, graph.Integers(0, 0, _a.Hidden)], "embedded");
    }

    private string Attention(OnnxGraph graph, LinearNodes linear, int layer, string input, string[] rotary)
    {
        string name = $"layer.{layer}.attention";
        int queries = _a.Heads * _a.HeadSize, keys = _a.KvHeads * _a.HeadSize;
        (string, int)[] parts = [("self_attn.q_proj", queries), ("self_attn.k_proj", keys), ("self_attn.v_proj", keys)];
        MatrixTensors qkv = Stack(name + ".qkv", layer, parts, _a.Hidden);
        string projected = linear.Add(qkv, input, name + ".projected");
        string[] past = [$"past_key_values.{layer}.key", $"past_key_values.{layer}.value"];
        string[] present = [$"present.{layer}.key", $"present.{layer}.value"];
        foreach (string tensor in past) graph.Inputs.Add(new(tensor, OnnxType.Float32, "batch", _a.KvHeads, "past_positions", _a.HeadSize));
        foreach (string tensor in present)
            graph.Outputs.Add(new(tensor, OnnxType.Float32, "batch", _a.KvHeads, "present_positions", _a.HeadSize));
        List<OnnxAttribute> attributes =
        [
            ("num_heads", (long)_a.Heads), ("kv_num_heads", (long)_a.KvHeads), ("do_rotary", 1L), ("rotary_interleaved", 0L),
            ("scale", (float)Math.Pow(_a.HeadSize, -0.5)),
        ];
        if (_a.SlidingWindow?[layer] is > 0 and int window) attributes.Add(("local_window_size", (long)window));
        graph.Nodes.Add(new("GroupQueryAttention", Microsoft, name,
            [projected, "", "", .. past, "seqlens_k", "total_sequence_length", .. rotary], [name + ".attended", .. present], attributes));
        return linear.Add(Stack(name + ".output", layer, [("self_attn.o_proj", _a.Hidden)], queries), name + ".attended", name + ".out");
    }

    private string Mlp(OnnxGraph graph, LinearNodes linear, int layer, string input)
    {
        string name = $"layer.{layer}.mlp";
        MatrixTensors gateAndUp = Stack(name + ".gate_up", layer, [("mlp.gate_proj", _a.Mlp), ("mlp.up_proj", _a.Mlp)], _a.Hidden);
        string both = linear.Add(gateAndUp, input, name + ".both");
        graph.Nodes.Add(new("Split", Standard, name + ".split", [both, graph.Integers(_a.Mlp, _a.Mlp)], [name + ".gate", name + ".up"],
            [("axis", -1L)]));
        // QuickGelu with alpha 1 is x * sigmoid(x), SiLU, in one operator.
        string gate = graph.Node("QuickGelu", Microsoft, name + ".silu", [name + ".gate"], name + ".active", ("alpha", 1f));
        string product = graph.Node("Mul", Standard, name + ".product", [gate, name + ".up"], name + ".inner");
        return linear.Add(Stack(name + ".down", layer, [("mlp.down_proj", _a.Hidden)], _a.Mlp), product, name + ".out");
    }

    private MatrixTensors Stack(string name, int layer, IReadOnlyList<(string Part, int Rows)> parts, int columns)
    {
        WeightTensor[] tensors = [.. parts.Select(part => _checkpoint.Matrix(TensorNames.OfLayer(layer, part.Part), part.Rows, columns))];
        return _weights.Matrix(name, tensors, MatrixPlan.Choose(tensors, _options.Weights, _options, table: false));
    }

    private (string Normed, string Sum) AddAndNorm(OnnxGraph graph, string residual, string added, string norm, string name)
    {
        graph.Nodes.Add(new("SkipSimplifiedLayerNormalization", Microsoft, name + ".norm", [residual, added, Norm(graph, norm)],
            [name + ".normed", "", "", name + ".residual"], [("epsilon", _a.NormEpsilon)]));
        return (name + ".normed", name + ".residual");
    }

    // Only the rows that are asked for go through the last norm. The start is counted from the front: -0 rows from the back would be all
    // of them.
    private void KeepAndFinish(OnnxGraph graph, string residual, string added)
    {
        string positions = graph.Node("Shape", Standard, "keep.shape", ["input_ids"], "keep.positions", ("start", 1L), ("end", 2L));
        string start = graph.Node("Sub", Standard, "keep.first", [positions, "num_hidden"], "keep.start");
        string[] range = [start, graph.Integers(long.MaxValue / 2), graph.Integers(1)];
        string keptResidual = graph.Node("Slice", Standard, "keep.residual", [residual, .. range], "kept.residual");
        string keptAdded = graph.Node("Slice", Standard, "keep.added", [added, .. range], "kept.added");
        graph.Node("SkipSimplifiedLayerNormalization", Microsoft, "final.norm",
            [keptResidual, keptAdded, Norm(graph, TensorNames.FinalNorm)], "hidden_states", ("epsilon", _a.NormEpsilon));
    }
}
