using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using EdgeAgent.Conversion.Checkpoints;

namespace EdgeAgent.Conversion.Tests.Support;

/// <summary>A Hugging Face folder of a very small Llama, whose config and tensors a test may change before it is written.</summary>
internal sealed class SmallCheckpoint
{
    public const int Hidden = 32, Heads = 2, KvHeads = 1, HeadSize = 16, Mlp = 64, Vocabulary = 40;

    public JsonObject Config { get; } = new()
    {
        ["model_type"] = "llama",
        ["hidden_size"] = Hidden,
        ["num_hidden_layers"] = 1,
        ["num_attention_heads"] = Heads,
        ["num_key_value_heads"] = KvHeads,
        ["head_dim"] = HeadSize,
        ["intermediate_size"] = Mlp,
        ["vocab_size"] = Vocabulary,
        ["max_position_embeddings"] = 64,
        ["rms_norm_eps"] = 1e-5,
        ["tie_word_embeddings"] = true,
        ["eos_token_id"] = new JsonArray(2, 3),
        ["bos_token_id"] = 1,
    };

    /// <summary>Name, type and shape of each tensor; data are zeros unless <see cref="Fill"/> says otherwise.</summary>
    public Dictionary<string, (string Type, long[] Shape)> Tensors { get; } = new()
    {
        ["model.embed_tokens.weight"] = ("F32", [Vocabulary, Hidden]),
        ["model.norm.weight"] = ("F32", [Hidden]),
        ["model.layers.0.input_layernorm.weight"] = ("F32", [Hidden]),
        ["model.layers.0.post_attention_layernorm.weight"] = ("F32", [Hidden]),
        ["model.layers.0.self_attn.q_proj.weight"] = ("F32", [Heads * HeadSize, Hidden]),
        ["model.layers.0.self_attn.k_proj.weight"] = ("F32", [KvHeads * HeadSize, Hidden]),
        ["model.layers.0.self_attn.v_proj.weight"] = ("F32", [KvHeads * HeadSize, Hidden]),
        ["model.layers.0.self_attn.o_proj.weight"] = ("F32", [Hidden, Heads * HeadSize]),
        ["model.layers.0.mlp.gate_proj.weight"] = ("F32", [Mlp, Hidden]),
        ["model.layers.0.mlp.up_proj.weight"] = ("F32", [Mlp, Hidden]),
        ["model.layers.0.mlp.down_proj.weight"] = ("F32", [Hidden, Mlp]),
    };

    public float Fill { get; set; } = 0.5f;

    /// <summary>Random float32 numbers instead of <see cref="Fill"/>.</summary>
    public int? Seed { get; init; }

    /// <summary>A tensor's numbers: the same for the same seed and name.</summary>
    public float[] Numbers(string name)
    {
        float[] numbers = new float[Tensors[name].Shape.Aggregate(1L, static (product, size) => product * size)];
        Array.Fill(numbers, Fill);
        if (Seed is not int seed) return numbers;
        Random random = new(name.Aggregate(seed, static (hash, c) => unchecked((hash * 31) + c)));
        foreach (ref float number in numbers.AsSpan()) number = random.NextSingle() - 0.5f;
        return numbers;
    }

    public string Write(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "config.json"), Config.ToJsonString());
        JsonObject table = [];
        long at = 0;
        foreach ((string name, (string type, long[] shape)) in Tensors)
        {
            long bytes = shape.Aggregate(type == "F32" ? 4L : 2L, static (product, size) => product * size);
            table[name] =
                new JsonObject { ["dtype"] = type, ["shape"] = new JsonArray([.. shape.Select(static size => (JsonNode)size)]),
                    ["data_offsets"] = new JsonArray(at, at + bytes) };
            at += bytes;
        }
        byte[] data = new byte[at];
        if (Seed is null)
            for (int i = 0; i + 4 <= data.Length; i += 4) BitConverter.TryWriteBytes(data.AsSpan(i), Fill);
        else
            MemoryMarshal.AsBytes(Tensors.Keys.SelectMany(Numbers).ToArray().AsSpan()).CopyTo(data);
        WriteSafetensors(Path.Combine(folder, "model.safetensors"), table.ToJsonString(), data);
        return folder;
    }

    /// <summary>Writes the same network as llama.cpp's converter would: rows and biases of queries and keys in its own order.</summary>
    public void SaveGguf(string path) => ToGguf().Save(path);

    /// <summary>The same, to be changed before it is written.</summary>
    public GgufFile ToGguf()
    {
        GgufFile file = new GgufFile().Key("general.architecture", "llama").Key("llama.block_count", 1).Key("llama.embedding_length", Hidden)
            .Key("llama.attention.head_count", Heads).Key("llama.attention.head_count_kv", KvHeads).Key("llama.feed_forward_length", Mlp)
            .Key("llama.attention.key_length", HeadSize).Key("llama.context_length", 64)
            .Key("llama.attention.layer_norm_rms_epsilon", 1e-5f);
        NetworkForm form = NetworkForm.Of("llama", Hidden, HeadSize) with { QueryBias = true };
        Dictionary<string, string> names = TensorNames.All(1, form).ToDictionary(static pair => pair.Ours, static pair => pair.Gguf);
        foreach ((string name, (_, long[] shape)) in Tensors)
        {
            float[] numbers = Numbers(name);
            bool rotated = name.Contains("q_proj", StringComparison.Ordinal) || name.Contains("k_proj", StringComparison.Ordinal);
            file.Tensor(names[name], shape, rotated ? Interleaved(numbers, numbers.Length / (int)shape[0]) : numbers);
        }
        return file;
    }

    private static float[] Interleaved(float[] numbers, int columns)
    {
        float[] moved = new float[numbers.Length];
        for (int row = 0; row < numbers.Length / columns; row++)
        {
            (int head, int inHead) = Math.DivRem(row, HeadSize);
            int target = (head * HeadSize) + (inHead < HeadSize / 2 ? 2 * inHead : (2 * inHead) - HeadSize + 1);
            numbers.AsSpan(row * columns, columns).CopyTo(moved.AsSpan(target * columns));
        }
        return moved;
    }

    public static void WriteSafetensors(string path, string header, byte[] data)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        File.WriteAllBytes(path, [.. BitConverter.GetBytes((long)json.Length), .. json, .. data]);
    }
}
