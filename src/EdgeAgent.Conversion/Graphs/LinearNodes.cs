using EdgeAgent.Conversion.Onnx;

namespace EdgeAgent.Conversion.Graphs;

/// <summary>Adds the nodes that multiply an input by a matrix, in whatever way the matrix is stored.</summary>
internal sealed class LinearNodes(OnnxGraph graph, int accuracyLevel)
{
    private readonly Dictionary<(string Input, int Block), string> _blockSums = [];

    /// <summary>output = input * matrixᵀ.</summary>
    /// <param name="matrix">The matrix.</param>
    /// <param name="input">The input's name.</param>
    /// <param name="output">The output's name.</param>
    /// <param name="node">The node's name: the matrix's, unless the graph uses that twice.</param>
    public string Add(MatrixTensors matrix, string input, string output, string? node = null)
    {
        node ??= matrix.Name;
        if (matrix.Plan.Bits == 32) return Transposed(node, input, matrix.Blobs, output);
        if (matrix.Corrections is not OnnxTensor corrections) return Quantized(matrix, node, input, output);
        // Each block's constant term times the sum of the block's inputs.
        string main = Quantized(matrix, node, input, output + ".main");
        string terms = Transposed(node + ".correction", BlockSums(input, matrix), corrections, output + ".terms");
        return graph.Node("Add", "", node + ".correct", [main, terms], output);
    }

    private string Quantized(MatrixTensors matrix, string node, string input, string output)
    {
        List<string> inputs = [input, graph.Constant(matrix.Blobs), graph.Constant(matrix.Scales!)];
        if (matrix.ZeroPoints is OnnxTensor zeroPoints) inputs.Add(graph.Constant(zeroPoints));
        return graph.Node("MatMulNBits", OnnxFile.Microsoft, node, inputs, output, ("K", matrix.Columns), ("N", matrix.Rows),
            ("bits", (long)matrix.Plan.Bits),
            ("block_size", (long)matrix.Plan.Block), ("accuracy_level", (long)accuracyLevel));
    }

    // Weights stay in the checkpoint's order, a row for each output; the operator reads them transposed.
    private string Transposed(string name, string input, OnnxTensor weights, string output)
        => graph.Node("FusedMatMul", OnnxFile.Microsoft, name, [input, graph.Constant(weights)], output, ("transA", 0L), ("transB", 1L),
            ("alpha", 1f));

    // Computed once for all matrices that have the same input.
    private string BlockSums(string input, MatrixTensors matrix)
    {
        if (_blockSums.TryGetValue((input, matrix.Plan.Block), out string? sums)) return sums;
        string shape = graph.Integers(0, 0, matrix.Blocks, matrix.Plan.Block);
        string split = graph.Node("Reshape", "", input + ".split", [input, shape], input + ".blocks");
        sums = graph.Node("ReduceSum", "", input + ".sum", [split, graph.Integers(-1)], input + ".block_sums", ("keepdims", 0L));
        _blockSums.Add((input, matrix.Plan.Block), sums);
        return sums;
    }
}
