namespace EdgeAgent.Conversion.Checkpoints;

/// <summary>The names that Hugging Face gives a network's tensors, and GGUF's for the same ones.</summary>
/// <remarks>Source of the latter: gguf-py's <c>tensor_mapping</c>.</remarks>
internal static class TensorNames
{
    public const string Embedding = "model.embed_tokens.weight";
    public const string FinalNorm = "model.norm.weight";
    public const string Head = "lm_head.weight";
    public const string BeforeAttention = "input_layernorm";
    public const string BeforeMlp = "pre_feedforward_layernorm";
    public const string AfterMlp = "post_feedforward_layernorm";

    /// <summary>
    /// Where norms come after the parts, too, the one after attention; elsewhere, despite its name, the one before the MLP.
    /// </summary>
    public const string AfterAttention = "post_attention_layernorm";

    private static readonly (string Ours, string Gguf)[] Outer =
        [(Embedding, "token_embd.weight"), (FinalNorm, "output_norm.weight"), (Head, "output.weight")];

    private static readonly (string Ours, string Gguf)[] Queries =
        [("self_attn.q_proj", "attn_q"), ("self_attn.k_proj", "attn_k"), ("self_attn.v_proj", "attn_v")];

    private static readonly (string Ours, string Gguf)[] Output = [("self_attn.o_proj", "attn_output")];

    private static readonly (string Ours, string Gguf)[] Mlp =
        [("mlp.gate_proj", "ffn_gate"), ("mlp.up_proj", "ffn_up"), ("mlp.down_proj", "ffn_down")];

    private static readonly (string Ours, string Gguf)[] HeadNorms =
        [("self_attn.q_norm", "attn_q_norm"), ("self_attn.k_norm", "attn_k_norm")];

    private static readonly (string Ours, string Gguf)[] Norms = [(BeforeAttention, "attn_norm"), (AfterAttention, "ffn_norm")];

    private static readonly (string Ours, string Gguf)[] NormsAround =
    [
        (BeforeAttention, "attn_norm"), (AfterAttention, "post_attention_norm"), (BeforeMlp, "ffn_norm"), (AfterMlp, "post_ffw_norm"),
    ];

    /// <summary>The name of a layer's tensor, from its part: <c>mlp.down_proj</c>.</summary>
    public static string OfLayer(int layer, string part) => $"model.layers.{layer}.{part}.weight";

    /// <summary>The name of the bias beside it.</summary>
    public static string OfBias(int layer, string part) => $"model.layers.{layer}.{part}.bias";

    /// <summary>Whether a tensor is a bias: a vector with a number for each row of a matrix.</summary>
    public static bool IsBias(string name) => name.EndsWith(".bias", StringComparison.Ordinal);

    /// <summary>Every name that a network of so many layers has, with GGUF's name for it.</summary>
    public static IEnumerable<(string Ours, string Gguf)> All(int layers, NetworkForm form)
    {
        (string Ours, string Gguf)[] weights =
            [.. Queries, .. Output, .. Mlp, .. form.HeadNorms ? HeadNorms : [], .. form.NormsAfter ? NormsAround : Norms];
        (string Ours, string Gguf)[] biases =
            [.. form.QueryBias ? Queries : [], .. form.OutputBias ? Output : [], .. form.MlpBias ? Mlp : []];
        foreach ((string, string) pair in Outer) yield return pair;
        for (int layer = 0; layer < layers; layer++)
        {
            foreach ((string ours, string gguf) in weights) yield return (OfLayer(layer, ours), $"blk.{layer}.{gguf}.weight");
            foreach ((string ours, string gguf) in biases) yield return (OfBias(layer, ours), $"blk.{layer}.{gguf}.bias");
        }
    }
}
