using EdgeAgent.Conversion.Checkpoints;
using EdgeAgent.Conversion.Onnx;
using EdgeAgent.Models;

namespace EdgeAgent.Conversion.Graphs;

/// <summary>Adds the RMS norms of a network, most of them in one operator with the sum before them.</summary>
internal sealed class NormNodes(OnnxGraph graph, Checkpoint checkpoint, GraphWeights weights)
{
    private readonly ModelArchitecture _a = checkpoint.Architecture;
    private readonly NetworkForm _form = checkpoint.Form;

    /// <summary>The norm before the first layer, which nothing is added to.</summary>
    public string First(string residual)
        => Alone("layer.0.norm", residual, TensorNames.OfLayer(0, TensorNames.BeforeAttention), _a.Hidden, "layer.0.normed");

    /// <summary>Adds what the layer before gave, and norms the sum for a layer's attention.</summary>
    public (string Normed, string Sum) BeforeAttention(int layer, string residual, string added)
        => AddAndNorm(residual, added, TensorNames.OfLayer(layer, TensorNames.BeforeAttention), $"layer.{layer}");

    /// <summary>Adds what attention gave, and norms the sum for a layer's MLP.</summary>
    public (string Normed, string Sum) BeforeMlp(int layer, string residual, string added)
        => AddAndNorm(residual, added,
            TensorNames.OfLayer(layer, _form.NormsAfter ? TensorNames.BeforeMlp : TensorNames.AfterAttention), $"layer.{layer}.mlp");

    /// <summary>Adds what the last layer gave, and norms the sum for the head.</summary>
    public void Last(string residual, string added, string output)
        => graph.Node("SkipSimplifiedLayerNormalization", OnnxFile.Microsoft, "final.norm",
            [residual, added, Weight(TensorNames.FinalNorm, _a.Hidden)], output, ("epsilon", _a.NormEpsilon));

    /// <summary>Norms what attention or MLP gave, in networks that do that.</summary>
    public string After(int layer, string part, string name, string input)
        => _form.NormsAfter ? Alone(name + ".norm_after", input, TensorNames.OfLayer(layer, part), _a.Hidden, name + ".normed_after") : input;

    /// <summary>Norms each head of queries or keys, in networks that do that.</summary>
    public string Heads(int layer, string part, string name, string input, int heads)
    {
        string split = graph.Node("Reshape", "", name + ".split", [input, graph.Integers(0, -1, _a.HeadSize)], name + ".heads");
        string normed = Alone(name + ".norm", split, TensorNames.OfLayer(layer, part), _a.HeadSize, name + ".normed_heads");
        return graph.Node("Reshape", "", name + ".join", [normed, graph.Integers(0, -1, heads * _a.HeadSize)], name + ".normed");
    }

    private string Alone(string name, string input, string tensor, int size, string output)
        => graph.Node("SimplifiedLayerNormalization", "", name, [input, Weight(tensor, size)], output,
            ("axis", -1L), ("epsilon", _a.NormEpsilon), ("stash_type", 1L));

    private (string Normed, string Sum) AddAndNorm(string residual, string added, string tensor, string name)
    {
        graph.Nodes.Add(new("SkipSimplifiedLayerNormalization", OnnxFile.Microsoft, name + ".norm",
            [residual, added, Weight(tensor, _a.Hidden)], [name + ".normed", "", "", name + ".residual"], [("epsilon", _a.NormEpsilon)]));
        return (name + ".normed", name + ".residual");
    }

    private string Weight(string tensor, int size)
        => graph.Constant(weights.Vector(tensor, [checkpoint.Vector(tensor, size)], _form.NormOffset));
}
