using EdgeAgent.Conversion.Checkpoints;
using EdgeAgent.Conversion.Onnx;
using EdgeAgent.Conversion.Quantization;
using EdgeAgent.Models;

namespace EdgeAgent.Conversion.Graphs;

/// <summary>Builds the graphs of a decoder-only network from ONNX Runtime's operators: body and head apart, or one for ONNX Runtime GenAI.</summary>
/// <remarks>
/// Signatures are those of <see cref="ModelGraph"/>, and of the whole graph those that ONNX Runtime GenAI's builder gives its own. The
/// embedding and the head share one table where the model ties them. Source of the operators: ONNX Runtime's docs/ContribOperators.md.
/// </remarks>
internal sealed class DecoderGraphs
{
    private const string Microsoft = OnnxFile.Microsoft;
    private const string Standard = "";
    private const int LongestByDefault = 1 << 17;
    private readonly Checkpoint _checkpoint;
    private readonly ModelArchitecture _a;
    private readonly ConversionOptions _options;
    private readonly GraphWeights _weights;

    public DecoderGraphs(Checkpoint checkpoint, ConversionOptions options, GraphWeights weights)
    {
        (_checkpoint, _a, _options, _weights) = (checkpoint, checkpoint.Architecture, options, weights);
        // Before anything is made by these sizes, a tensor of the checkpoint bears them out.
        checkpoint.Matrix(TensorNames.OfLayer(0, "self_attn.q_proj"), (long)_a.Heads * _a.HeadSize, _a.Hidden);
        MaxLength = options.MaxLength ?? Math.Min(_a.ContextLength, LongestByDefault);
        WeightTensor embedding = checkpoint.Matrix(TensorNames.Embedding, _a.Vocabulary, _a.Hidden);
        Embedding = weights.Matrix("embedding", [embedding], MatrixPlan.Choose([embedding], TableFormat, options, table: true));
        Head = _a.Tied ? Embedding : BuildHeadMatrix();
        All = options.Form == PackageForm.GenAi ? [("model", BuildWhole())] : [("body", BuildBody()), ("head", BuildHead())];
    }

    public int MaxLength { get; }

    /// <summary>The graphs with the names of their files.</summary>
    public IReadOnlyList<(string Name, OnnxGraph Graph)> All { get; }

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
        graph.Inputs.Add(new("input_ids", OnnxType.Int64, "batch", "positions"));
        graph.Inputs.Add(new("seqlens_k", OnnxType.Int32, "batch"));
        graph.Inputs.Add(new("total_sequence_length", OnnxType.Int32));
        graph.Inputs.Add(new("num_hidden", OnnxType.Int64, 1));
        graph.Outputs.Add(new("hidden_states", OnnxType.Float32, "batch", "num_hidden", _a.Hidden));
        (NormNodes norms, string residual, string added) = AddLayers(graph);
        KeepAndFinish(graph, norms, residual, added);
        return graph;
    }

    // GenAI feeds a mask of ones, as long as the sequence: the lengths that attention asks for are computed from it. A 0 in it would only
    // count as a shorter length; with one sequence there is none.
    private OnnxGraph BuildWhole()
    {
        OnnxGraph graph = new("whole");
        graph.Inputs.Add(new("input_ids", OnnxType.Int64, "batch_size", "sequence_length"));
        graph.Inputs.Add(new("attention_mask", OnnxType.Int64, "batch_size", "total_sequence_length"));
        graph.Outputs.Add(new("logits", OnnxType.Float32, "batch_size", "sequence_length", _a.Vocabulary));
        string ones = graph.Node("ReduceSum", Standard, "lengths.sum", ["attention_mask", graph.Integers(1)], "lengths", ("keepdims", 0L));
        string last = graph.Node("Sub", Standard, "lengths.last", [ones, graph.Integers(1)], "lengths.last");
        graph.Node("Cast", Standard, "lengths.cast", [last], "seqlens_k", ("to", (long)OnnxType.Int32));
        string length = graph.Node("Shape", Standard, "total.shape", ["attention_mask"], "total", ("start", 1L), ("end", 2L));
        string number = graph.Node("Squeeze", Standard, "total.squeeze", [length, graph.Integers(0)], "total.number");
        graph.Node("Cast", Standard, "total.cast", [number], "total_sequence_length", ("to", (long)OnnxType.Int32));
        (NormNodes norms, string residual, string added) = AddLayers(graph);
        norms.Last(residual, added, "hidden_states");
        new LinearNodes(graph, _options.AccuracyLevel).Add(Head, "hidden_states", "logits", "head");
        return graph;
    }

    // From ids to what goes into the last norm: the residual and what the last layer adds to it.
    private (NormNodes Norms, string Residual, string Added) AddLayers(OnnxGraph graph)
    {
        NormNodes norms = new(graph, _checkpoint, _weights);
        LayerNodes layers = new(graph, norms, _checkpoint, _weights, _options, Rotation(graph));
        string residual = Embed(graph);
        string normed = norms.First(residual);
        for (int layer = 0; ; layer++)
        {
            string attended = layers.Attention(layer, normed);
            (normed, residual) = norms.BeforeMlp(layer, residual, attended);
            string mlp = layers.Mlp(layer, normed);
            if (layer == _a.Layers - 1) return (norms, residual, mlp);
            (normed, residual) = norms.BeforeAttention(layer + 1, residual, mlp);
        }
    }

    private Rotation Rotation(OnnxGraph graph)
    {
        string[] all = Tables(_a.Rope, "rotary");
        bool other = _checkpoint.Form.LocalRope is not null && _a.SlidingWindow is not null;
        return new(all, other ? Tables(_checkpoint.Form.LocalRope!, "rotary.local") : all);

        string[] Tables(RopeSettings rope, string name)
        {
            (byte[] cosines, byte[] sines) = RotaryTables.Compute(rope, _a.HeadSize, MaxLength, _checkpoint.Where);
            return [Table(name + ".cosines", cosines), Table(name + ".sines", sines)];
        }

        string Table(string name, byte[] content) => graph.Constant(_weights.Constant(name, content, MaxLength, _a.HeadSize / 2));
    }

    private string Embed(OnnxGraph graph)
    {
        if (_checkpoint.Form.EmbeddingScale == 1) return Lookup(graph, "embedded");
        byte[] scale = BitConverter.GetBytes(_checkpoint.Form.EmbeddingScale);
        string factor = graph.Constant(_weights.Constant("embedding.factor", scale, 1));
        return graph.Node("Mul", Standard, "embedding.scale", [Lookup(graph, "embedding.unscaled"), factor], "embedded");
    }

    private string Lookup(OnnxGraph graph, string output)
    {
        if (Embedding.Plan.Bits == 32)
            return graph.Node("Gather", Standard, "embedding", [graph.Constant(Embedding.Blobs), "input_ids"], output, ("axis", 0L));
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
        return graph.Node("Reshape", Standard, "embedding.flat", [blocks, graph.Integers(0, 0, _a.Hidden)], output);
    }

    // Only the rows that are asked for go through the last norm. The start is counted from the front: -0 rows from the back would be all
    // of them.
    private static void KeepAndFinish(OnnxGraph graph, NormNodes norms, string residual, string added)
    {
        string positions = graph.Node("Shape", Standard, "keep.shape", ["input_ids"], "keep.positions", ("start", 1L), ("end", 2L));
        string start = graph.Node("Sub", Standard, "keep.first", [positions, "num_hidden"], "keep.start");
        string[] range = [start, graph.Integers(long.MaxValue / 2), graph.Integers(1)];
        string keptResidual = graph.Node("Slice", Standard, "keep.residual", [residual, .. range], "kept.residual");
        string keptAdded = graph.Node("Slice", Standard, "keep.added", [added, .. range], "kept.added");
        norms.Last(keptResidual, keptAdded, "hidden_states");
    }
}
