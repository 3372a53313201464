namespace EdgeAgent.Conversion.Tests.Support;

/// <summary>A Llama network with biases, computed in the plainest way in double precision.</summary>
/// <remarks>Source: transformers' <c>modeling_llama</c> and <c>modeling_qwen2</c>. Biases that are not there count as none.</remarks>
internal sealed class ReferenceNetwork(SmallCheckpoint checkpoint)
{
    private const int Half = SmallCheckpoint.HeadSize / 2;

    /// <summary>Logits of all positions, [positions * vocabulary].</summary>
    public double[] Logits(ReadOnlySpan<int> ids)
    {
        float[] embedding = checkpoint.Numbers("model.embed_tokens.weight");
        List<double[]> rows = [];
        foreach (int id in ids) rows.Add([.. embedding.AsSpan(id * SmallCheckpoint.Hidden, SmallCheckpoint.Hidden).ToArray()]);
        double[][] attended = Attention([.. rows.Select(row => Norm(row, "input_layernorm"))]);
        for (int p = 0; p < rows.Count; p++) rows[p] = Sum(rows[p], attended[p]);
        for (int p = 0; p < rows.Count; p++) rows[p] = Sum(rows[p], Mlp(Norm(rows[p], "post_attention_layernorm")));
        return [.. rows.SelectMany(row => Multiply(embedding, null, Norm(row, null)))];
    }

    private double[][] Attention(double[][] rows)
    {
        double[][] q = [.. rows.Select((row, p) => Rotate(Linear("self_attn.q_proj", row), p))];
        double[][] k = [.. rows.Select((row, p) => Rotate(Linear("self_attn.k_proj", row), p))];
        double[][] v = [.. rows.Select(row => Linear("self_attn.v_proj", row))];
        return [.. rows.Select((_, p) => Linear("self_attn.o_proj",
            [.. Enumerable.Range(0, SmallCheckpoint.Heads).SelectMany(head => Attend(q[p], k, v, p, head))]))];
    }

    // All query heads share the one key-value head.
    private static IEnumerable<double> Attend(double[] q, double[][] k, double[][] v, int position, int head)
    {
        double[] weights = [.. Enumerable.Range(0, position + 1).Select(p => Math.Exp(Enumerable.Range(0, SmallCheckpoint.HeadSize)
            .Sum(i => q[(head * SmallCheckpoint.HeadSize) + i] * k[p][i]) / Math.Sqrt(SmallCheckpoint.HeadSize)))];
        return Enumerable.Range(0, SmallCheckpoint.HeadSize).Select(i => weights.Select((w, p) => w * v[p][i]).Sum() / weights.Sum());
    }

    private static double[] Rotate(double[] heads, int position)
    {
        double[] rotated = new double[heads.Length];
        for (int i = 0; i < heads.Length; i++)
        {
            int j = i % Half;
            double angle = position * Math.Pow(10_000, -2.0 * j / SmallCheckpoint.HeadSize);
            double other = i % SmallCheckpoint.HeadSize < Half ? -heads[i + Half] : heads[i - Half];
            rotated[i] = (heads[i] * Math.Cos(angle)) + (other * Math.Sin(angle));
        }
        return rotated;
    }

    private double[] Mlp(double[] row)
    {
        double[] gate = Linear("mlp.gate_proj", row), up = Linear("mlp.up_proj", row);
        return Linear("mlp.down_proj", [.. gate.Select((g, i) => g / (1 + Math.Exp(-g)) * up[i])]);
    }

    private double[] Norm(double[] row, string? part)
    {
        float[] weight = checkpoint.Numbers(part is null ? "model.norm.weight" : $"model.layers.0.{part}.weight");
        double scale = 1 / Math.Sqrt(row.Average(static x => x * x) + 1e-5);
        return [.. row.Select((x, i) => x * scale * weight[i])];
    }

    private double[] Linear(string part, double[] row)
    {
        string name = $"model.layers.0.{part}";
        float[]? bias = checkpoint.Tensors.ContainsKey(name + ".bias") ? checkpoint.Numbers(name + ".bias") : null;
        return Multiply(checkpoint.Numbers(name + ".weight"), bias, row);
    }

    private static double[] Multiply(float[] matrix, float[]? bias, double[] row)
        => [.. Enumerable.Range(0, matrix.Length / row.Length).Select(r
            => row.Select((x, c) => x * matrix[(r * row.Length) + c]).Sum() + (bias?[r] ?? 0))];

    private static double[] Sum(double[] a, double[] b) => [.. a.Zip(b, static (x, y) => x + y)];
}
