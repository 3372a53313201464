using System.Text.Json.Nodes;
using EdgeAgent.Conversion.Checkpoints;
using EdgeAgent.Models;

namespace EdgeAgent.Evaluation.Perplexity;

/// <summary>Writes what a GGUF's blocks stand for as a Hugging Face folder in BF16, as a model's makers would publish it.</summary>
/// <remarks>
/// Numbers that were quantized once lie on a grid in each block, and rounding them again loses more, or nothing if the grid is met: so they tell
/// little of a source that was never quantized. Two ways lead off the grid. See <see cref="Dither"/> and <see cref="Rotation"/>.
/// </remarks>
internal static class FloatCheckpoint
{
    private static readonly string[] s_parts =
    [
        "self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj", "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj",
        TensorNames.BeforeAttention, TensorNames.AfterAttention,
    ];

    /// <summary>Writes a Llama.</summary>
    /// <param name="gguf">A GGUF file of architecture <c>llama</c> with tied embeddings.</param>
    /// <param name="folder">A new folder.</param>
    /// <param name="change">What becomes of the numbers.</param>
    public static void Write(string gguf, string folder, IWeightChange change)
    {
        using GgufCheckpoint checkpoint = GgufCheckpoint.Open(gguf);
        ModelArchitecture a = checkpoint.Architecture;
        if (a is not { Family: "llama", Tied: true }) throw new InvalidDataException($"{gguf} is no Llama with tied embeddings.");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "config.json"), CheckpointConfig.Of(a with { Tied = !change.Unties }).ToJsonString());
        string[] names = [.. Names(a.Layers), .. change.Unties ? [TensorNames.Head] : (string[])[]];
        WeightTensor[] tensors = [.. names.Select(name => Tensor(checkpoint, name == TensorNames.Head ? TensorNames.Embedding : name))];
        using SafetensorsWriter writer = new(Path.Combine(folder, "model.safetensors"),
            names.Zip(tensors, static (name, tensor) => (name, tensor.Rows == 1 ? new[] { tensor.Columns } : [tensor.Rows, tensor.Columns])));
        foreach ((string name, WeightTensor tensor) in names.Zip(tensors)) writer.Write(change.Read(name, tensor, checkpoint));
    }

    /// <summary>The numbers of a tensor, row after row.</summary>
    public static float[] Decode(WeightTensor tensor)
    {
        float[] numbers = new float[tensor.Rows * tensor.Columns];
        byte[] row = new byte[tensor.RowBytes];
        for (int r = 0; r < tensor.Rows; r++)
        {
            tensor.ReadRows(r, row);
            WeightDecoder.Decode(tensor.Encoding, row, numbers.AsSpan(r * (int)tensor.Columns, (int)tensor.Columns));
        }
        return numbers;
    }

    /// <summary>A layer's norm or the last.</summary>
    public static float[] Norm(Checkpoint checkpoint, string name) => Decode(checkpoint.Vector(name, checkpoint.Architecture.Hidden));

    private static IEnumerable<string> Names(int layers)
        => [TensorNames.Embedding, TensorNames.FinalNorm, .. Enumerable.Range(0, layers).SelectMany(static layer
            => s_parts.Select(part => TensorNames.OfLayer(layer, part)))];

    private static WeightTensor Tensor(GgufCheckpoint checkpoint, string name)
    {
        ModelArchitecture a = checkpoint.Architecture;
        int queries = a.Heads * a.HeadSize, keys = a.KvHeads * a.HeadSize;
        return (name.StartsWith("model.layers.", StringComparison.Ordinal) ? name.Split('.')[^2] : name) switch
        {
            TensorNames.Embedding => checkpoint.Matrix(name, a.Vocabulary, a.Hidden),
            "q_proj" => checkpoint.Matrix(name, queries, a.Hidden),
            "k_proj" or "v_proj" => checkpoint.Matrix(name, keys, a.Hidden),
            "o_proj" => checkpoint.Matrix(name, a.Hidden, queries),
            "gate_proj" or "up_proj" => checkpoint.Matrix(name, a.Mlp, a.Hidden),
            "down_proj" => checkpoint.Matrix(name, a.Hidden, a.Mlp),
            _ => checkpoint.Vector(name, a.Hidden),
        };
    }
}
