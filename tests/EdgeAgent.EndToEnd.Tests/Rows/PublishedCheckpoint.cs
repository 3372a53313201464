using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Models;

namespace EdgeAgent.EndToEnd.Tests.Rows;

/// <summary>A Llama checkpoint as its makers publish it: config.json and one safetensors file in BF16, of random weights.</summary>
internal static class PublishedCheckpoint
{
    private const int Piece = 1 << 20;

    /// <summary>Writes both files into a folder.</summary>
    public static void Write(string folder, ModelArchitecture a, int seed)
    {
        File.WriteAllText(Path.Combine(folder, "config.json"), Config(a).ToJsonString());
        (string Name, long[] Shape)[] tensors = [.. Tensors(a)];
        using FileStream stream = new(Path.Combine(folder, "model.safetensors"), FileMode.CreateNew);
        byte[] header = JsonSerializer.SerializeToUtf8Bytes(Header(tensors));
        byte[] length = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        Random random = new(seed);
        byte[] noise = new byte[Piece];
        foreach ((_, long[] shape) in tensors)
        {
            Fill(noise, random, shape);
            for (long left = Bytes(shape); left > 0; left -= Piece) stream.Write(noise.AsSpan(0, (int)Math.Min(left, Piece)));
        }
    }

    private static JsonObject Config(ModelArchitecture a) => new()
    {
        ["model_type"] = a.Family,
        ["num_hidden_layers"] = a.Layers,
        ["hidden_size"] = a.Hidden,
        ["num_attention_heads"] = a.Heads,
        ["num_key_value_heads"] = a.KvHeads,
        ["head_dim"] = a.HeadSize,
        ["intermediate_size"] = a.Mlp,
        ["vocab_size"] = a.Vocabulary,
        ["max_position_embeddings"] = a.ContextLength,
        ["rope_theta"] = a.Rope.Theta,
        ["rms_norm_eps"] = a.NormEpsilon,
        ["tie_word_embeddings"] = a.Tied,
        ["torch_dtype"] = "bfloat16",
    };

    private static JsonObject Header((string Name, long[] Shape)[] tensors)
    {
        JsonObject header = [];
        long at = 0;
        foreach ((string name, long[] shape) in tensors)
        {
            header[name] = new JsonObject
            {
                ["dtype"] = "BF16",
                ["shape"] = new JsonArray([.. shape.Select(static size => (JsonNode)size)]),
                ["data_offsets"] = new JsonArray(at, at + Bytes(shape)),
            };
            at += Bytes(shape);
        }
        return header;
    }

    private static IEnumerable<(string Name, long[] Shape)> Tensors(ModelArchitecture a)
    {
        long queries = (long)a.Heads * a.HeadSize, keys = (long)a.KvHeads * a.HeadSize;
        yield return ("model.embed_tokens.weight", [a.Vocabulary, a.Hidden]);
        for (int layer = 0; layer < a.Layers; layer++)
        {
            string before = $"model.layers.{layer}.";
            yield return (before + "input_layernorm.weight", [a.Hidden]);
            yield return (before + "self_attn.q_proj.weight", [queries, a.Hidden]);
            yield return (before + "self_attn.k_proj.weight", [keys, a.Hidden]);
            yield return (before + "self_attn.v_proj.weight", [keys, a.Hidden]);
            yield return (before + "self_attn.o_proj.weight", [a.Hidden, queries]);
            yield return (before + "post_attention_layernorm.weight", [a.Hidden]);
            yield return (before + "mlp.gate_proj.weight", [a.Mlp, a.Hidden]);
            yield return (before + "mlp.up_proj.weight", [a.Mlp, a.Hidden]);
            yield return (before + "mlp.down_proj.weight", [a.Hidden, a.Mlp]);
        }
        yield return ("model.norm.weight", [a.Hidden]);
        if (!a.Tied) yield return ("lm_head.weight", [a.Vocabulary, a.Hidden]);
    }

    private static long Bytes(long[] shape) => 2 * shape.Aggregate(1L, static (product, size) => product * size);

    /// <summary>Norms of ones; of a matrix, numbers of a size that keeps that of its input.</summary>
    private static void Fill(byte[] noise, Random random, long[] shape)
    {
        Span<ushort> numbers = MemoryMarshal.Cast<byte, ushort>(noise.AsSpan());
        if (shape.Length == 1)
        {
            numbers.Fill(0x3F80);
            return;
        }
        random.NextBytes(noise);
        // Sign and seven bits of mantissa are noise; the exponent is one of the four below 1/sqrt(columns).
        int exponent = 127 - (int)Math.Round(Math.Log2(shape[1]) / 2);
        foreach (ref ushort number in numbers)
            number = (ushort)((number & 0x807F) | ((exponent - ((number >> 8) & 3)) << 7));
    }
}
