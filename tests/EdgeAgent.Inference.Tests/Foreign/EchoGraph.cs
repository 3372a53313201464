using EdgeAgent.Conversion.Onnx;

namespace EdgeAgent.Inference.Tests.Foreign;

/// <summary>
/// A network that can be checked by eye, with the signature of newer exports: its logits are 1 at the token's own id and 0 elsewhere, its keys
/// and values the id, twice; it takes <c>num_logits_to_keep</c>, int32 positions and no mask.
/// </summary>
internal static class EchoGraph
{
    public const int Vocabulary = 8;

    /// <summary>A folder as Optimum writes one, with this graph.</summary>
    public static string Write(string folder)
    {
        OnnxGraph graph = new("echo");
        graph.Inputs.Add(new("input_ids", OnnxType.Int64, "batch", "positions"));
        graph.Inputs.Add(new("position_ids", OnnxType.Int32, "batch", "positions"));
        graph.Inputs.Add(new("num_logits_to_keep", OnnxType.Int64));
        string column = graph.Node("Unsqueeze", "", "column", ["input_ids", graph.Integers(2)], "ids.column");
        string hits = graph.Node("Equal", "", "hits", [column, graph.Integers([.. Enumerable.Range(0, Vocabulary)])], "ids.hits");
        string all = graph.Node("Cast", "", "numbers", [hits], "logits.all", ("to", (long)OnnxType.Float32));
        string length = graph.Node("Shape", "", "length", ["input_ids"], "length", ("start", 1L), ("end", 2L));
        string kept = graph.Node("Reshape", "", "kept", ["num_logits_to_keep", graph.Integers(1)], "kept");
        string start = graph.Node("Sub", "", "start", [length, kept], "start");
        graph.Outputs.Add(new("logits", OnnxType.Float32, "batch", "rows", Vocabulary));
        graph.Node("Slice", "", "logits", [all, start, length, graph.Integers(1)], "logits");
        string ids = graph.Node("Cast", "", "floats", ["input_ids"], "ids.floats", ("to", (long)OnnxType.Float32));
        string row = graph.Node("Unsqueeze", "", "row", [ids, graph.Integers(1, 3)], "ids.row");
        string twice = graph.Node("Concat", "", "twice", [row, row], "ids.twice", ("axis", 3L));
        foreach (string part in (string[])["key", "value"])
        {
            graph.Inputs.Add(new($"past_key_values.0.{part}", OnnxType.Float32, "batch", 1, "past", 2));
            graph.Outputs.Add(new($"present.0.{part}", OnnxType.Float32, "batch", 1, "total", 2));
            graph.Node("Concat", "", part, [$"past_key_values.0.{part}", twice], $"present.0.{part}", ("axis", 2L));
        }
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), OnnxFile.Write(graph, "none", "test", "1"));
        File.WriteAllText(Path.Combine(folder, "config.json"), """
            {"model_type": "echo", "hidden_size": 2, "num_hidden_layers": 1, "num_attention_heads": 1, "vocab_size": 8, "max_position_embeddings": 64}
            """);
        return folder;
    }
}
