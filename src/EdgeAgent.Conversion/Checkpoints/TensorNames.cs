namespace EdgeAgent.Conversion.Checkpoints;

/// <summary>The names that Hugging Face's Llama gives its tensors, and GGUF's for the same ones.</summary>
internal static class TensorNames
{
    public const string Embedding = "model.embed_tokens.weight";
    public const string FinalNorm = "model.norm.weight";
    public const string Head = "lm_head.weight";

    private static readonly (string Ours, string Gguf)[] Outer =
        [(Embedding, "token_embd.weight"), (FinalNorm, "output_norm.weight"), (Head, "output.weight")];

    private static readonly (string Ours, string Gguf)[] Inner =
    [
        ("input_layernorm", "attn_norm"), ("self_attn.q_proj", "attn_q"), ("self_attn.k_proj", "attn_k"), ("self_attn.v_proj", "attn_v"),
        ("self_attn.o_proj", "attn_output"), ("post_attention_layernorm", "ffn_norm"), ("mlp.gate_proj", "ffn_gate"), ("mlp.up_proj", "ffn_up"),
        ("mlp.down_proj", "ffn_down"),
    ];

    /// <summary>The name of a layer's tensor, from its part: <c>mlp.down_proj</c>.</summary>
    public static string OfLayer(int layer, string part) => $"model.layers.{layer}.{part}.weight";

    /// <summary>Every name that a network of so many layers has, with GGUF's name for it.</summary>
    public static IEnumerable<(string Ours, string Gguf)> All(int layers)
    {
        foreach ((string, string) pair in Outer) yield return pair;
        for (int layer = 0; layer < layers; layer++)
            foreach ((string ours, string gguf) in Inner) yield return (OfLayer(layer, ours), $"blk.{layer}.{gguf}.weight");
    }
}
