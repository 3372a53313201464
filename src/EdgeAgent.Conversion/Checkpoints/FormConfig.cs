using EdgeAgent.Models;

namespace EdgeAgent.Conversion.Checkpoints;

/// <summary>What a Hugging Face config.json tells of a network beside its numbers.</summary>
internal static class FormConfig
{
    public static NetworkForm Read(ConfigObject config, ModelArchitecture architecture)
    {
        string family = architecture.Family;
        NetworkForm form = NetworkForm.Of(family, architecture.Hidden, architecture.HeadSize);
        RequireActivation(config, form);
        bool bias = family != "qwen2" && config.Flag("attention_bias");
        form = form with
        {
            QueryBias = form.QueryBias || bias,
            OutputBias = bias,
            MlpBias = family == "llama" && config.Flag("mlp_bias"),
        };
        if (family != "gemma3_text") return form;
        foreach (string name in (ReadOnlySpan<string>)["attn_logit_softcapping", "final_logit_softcapping"])
            if (config.Has(name)) throw ConversionErrors.Unsupported($"'{name}' is set; it is not supported.", $"{config.Path}, {name}");
        if (config.Flag("use_bidirectional_attention"))
            throw ConversionErrors.Unsupported(
                "Attention to later positions is not supported.", $"{config.Path}, use_bidirectional_attention");
        float scale = (float)Math.Pow(config.Number("query_pre_attn_scalar", 256), -0.5);
        if (!float.IsFinite(scale) || scale == 0)
            throw ConversionErrors.Setting("'query_pre_attn_scalar' is beyond single precision.", $"{config.Path}, query_pre_attn_scalar");
        return form with
        {
            AttentionScale = scale,
            LocalRope = RopeConfig.ReadLocal(config),
        };
    }

    private static void RequireActivation(ConfigObject config, NetworkForm form)
    {
        string name = config.Has("hidden_activation") ? "hidden_activation" : "hidden_act";
        string needed = form.Gelu ? "gelu_pytorch_tanh" : "silu";
        if (config.Text(name) is string found && found != needed)
            throw ConversionErrors.Unsupported($"The activation '{found}' is not supported.", $"{config.Path}, {name}");
    }
}
