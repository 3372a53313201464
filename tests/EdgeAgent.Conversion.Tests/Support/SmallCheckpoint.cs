using System.Text;
using System.Text.Json.Nodes;

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
        for (int i = 0; i + 4 <= data.Length; i += 4) BitConverter.TryWriteBytes(data.AsSpan(i), Fill);
        WriteSafetensors(Path.Combine(folder, "model.safetensors"), table.ToJsonString(), data);
        return folder;
    }

    public static void WriteSafetensors(string path, string header, byte[] data)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        File.WriteAllBytes(path, [.. BitConverter.GetBytes((long)json.Length), .. json, .. data]);
    }
}
