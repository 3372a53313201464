using System.Globalization;
using System.Text.Json.Nodes;
using EdgeAgent.Evaluation.Perplexity;
using EdgeAgent.Models;

namespace EdgeAgent.Benchmarks.Conversion;

/// <summary>Writes a Llama of random weights as its makers would publish it: a Hugging Face folder of BF16 safetensors in shards with an index.</summary>
/// <remarks>Streamed: memory does not grow with the model. Numbers repeat after a million, which changes nothing for a converter.</remarks>
internal static class RandomCheckpointFolder
{
    private const long ShardBytes = 2_000_000_000;
    private const int PoolSize = (1 << 20) + 7;

    /// <summary>Writes it.</summary>
    /// <param name="folder">A new folder.</param>
    /// <param name="shape">The network's numbers; family <c>llama</c>.</param>
    /// <param name="seed">The same seed gives the same bytes.</param>
    /// <param name="shardBytes">Bytes of a shard, as far as whole tensors allow.</param>
    /// <returns>Bytes of all tensors.</returns>
    public static long Write(string folder, ModelArchitecture shape, int seed, long shardBytes = ShardBytes)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "config.json"), CheckpointConfig.Of(shape).ToJsonString());
        List<List<(string Name, long[] Shape)>> shards = Split(Tensors(shape), shardBytes);
        JsonObject places = [];
        byte[] pool = SafetensorsWriter.Encode(Bell(seed, 1 / MathF.Sqrt(shape.Hidden)));
        for (int i = 0; i < shards.Count; i++)
        {
            string file = string.Create(CultureInfo.InvariantCulture, $"model-{i + 1:D5}-of-{shards.Count:D5}.safetensors");
            foreach ((string name, _) in shards[i]) places[name] = file;
            using SafetensorsWriter writer = new(Path.Combine(folder, file), shards[i]);
            foreach ((string name, long[] tensor) in shards[i]) Fill(writer, name, Numbers(tensor), pool);
        }
        long total = shards.Sum(static shard => shard.Sum(static tensor => Bytes(tensor.Shape)));
        JsonObject index = new() { ["metadata"] = new JsonObject { ["total_size"] = total }, ["weight_map"] = places };
        File.WriteAllText(Path.Combine(folder, "model.safetensors.index.json"), index.ToJsonString());
        return total;
    }

    private static void Fill(SafetensorsWriter writer, string name, long numbers, byte[] pool)
    {
        if (name.EndsWith("norm.weight", StringComparison.Ordinal))
        {
            float[] ones = new float[numbers];
            Array.Fill(ones, 1);
            writer.Write(ones);
            return;
        }
        for (long left = numbers * sizeof(ushort); left > 0; left -= pool.Length) writer.Write(pool.AsSpan(0, (int)Math.Min(pool.Length, left)));
    }

    private static IEnumerable<(string Name, long[] Shape)> Tensors(ModelArchitecture a)
    {
        long queries = a.Heads * a.HeadSize, keys = a.KvHeads * a.HeadSize;
        yield return ("model.embed_tokens.weight", [a.Vocabulary, a.Hidden]);
        for (int layer = 0; layer < a.Layers; layer++)
        {
            string prefix = string.Create(CultureInfo.InvariantCulture, $"model.layers.{layer}.");
            yield return (prefix + "input_layernorm.weight", [a.Hidden]);
            yield return (prefix + "self_attn.q_proj.weight", [queries, a.Hidden]);
            yield return (prefix + "self_attn.k_proj.weight", [keys, a.Hidden]);
            yield return (prefix + "self_attn.v_proj.weight", [keys, a.Hidden]);
            yield return (prefix + "self_attn.o_proj.weight", [a.Hidden, queries]);
            yield return (prefix + "post_attention_layernorm.weight", [a.Hidden]);
            yield return (prefix + "mlp.gate_proj.weight", [a.Mlp, a.Hidden]);
            yield return (prefix + "mlp.up_proj.weight", [a.Mlp, a.Hidden]);
            yield return (prefix + "mlp.down_proj.weight", [a.Hidden, a.Mlp]);
        }
        yield return ("model.norm.weight", [a.Hidden]);
        if (!a.Tied) yield return ("lm_head.weight", [a.Vocabulary, a.Hidden]);
    }

    private static List<List<(string Name, long[] Shape)>> Split(IEnumerable<(string Name, long[] Shape)> tensors, long shardBytes)
    {
        List<List<(string, long[])>> shards = [];
        long room = 0;
        foreach ((string name, long[] shape) in tensors)
        {
            if (shards.Count == 0 || Bytes(shape) > room)
            {
                shards.Add([]);
                room = shardBytes;
            }
            shards[^1].Add((name, shape));
            room -= Bytes(shape);
        }
        return shards;
    }

    private static long Numbers(long[] shape) => shape.Aggregate(1L, static (product, size) => product * size);

    private static long Bytes(long[] shape) => Numbers(shape) * sizeof(ushort);

    // Sums of four even numbers: near enough to weights.
    private static float[] Bell(int seed, float scale)
    {
        Random random = new(seed);
        float[] pool = new float[PoolSize];
        foreach (ref float number in pool.AsSpan())
            number = (random.NextSingle() + random.NextSingle() + random.NextSingle() + random.NextSingle() - 2) * 1.7f * scale;
        return pool;
    }
}
