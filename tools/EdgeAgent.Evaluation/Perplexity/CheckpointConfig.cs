using System.Text.Json.Nodes;
using EdgeAgent.Models;

namespace EdgeAgent.Evaluation.Perplexity;

/// <summary>The config.json of a checkpoint of the Llama family, as transformers writes it.</summary>
internal static class CheckpointConfig
{
    public static JsonObject Of(ModelArchitecture a) => new()
    {
        ["model_type"] = a.Family,
        ["hidden_size"] = a.Hidden,
        ["num_hidden_layers"] = a.Layers,
        ["num_attention_heads"] = a.Heads,
        ["num_key_value_heads"] = a.KvHeads,
        ["head_dim"] = a.HeadSize,
        ["intermediate_size"] = a.Mlp,
        ["vocab_size"] = a.Vocabulary,
        ["max_position_embeddings"] = a.ContextLength,
        ["rms_norm_eps"] = a.NormEpsilon,
        ["rope_theta"] = a.Rope.Theta,
        ["tie_word_embeddings"] = a.Tied,
        ["torch_dtype"] = "bfloat16",
    };
}
