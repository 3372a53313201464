using EdgeAgent.Models;

namespace EdgeAgent.Conversion.Checkpoints;

/// <summary>Rotary settings of config.json: <c>rope_theta</c> and <c>rope_scaling</c>, or <c>rope_parameters</c>, which has both.</summary>
/// <remarks>
/// Source of the defaults: transformers' <c>modeling_rope_utils</c>. Scalings that depend on the length of the text at hand (dynamic,
/// longrope) are refused: a package has one table of angles.
/// </remarks>
internal static class RopeConfig
{
    /// <summary>Settings that hold for all layers, or for those of one type.</summary>
    /// <param name="config">The file.</param>
    /// <param name="layerType">Where <c>rope_parameters</c> has a set for each type of layer, the set to take.</param>
    /// <param name="theta">The base if the file tells none.</param>
    public static RopeSettings Read(ConfigObject config, string layerType, double theta)
    {
        ConfigObject? both = config.Object("rope_parameters");
        if (both?.Has(layerType) == true) both = both.Value.Object(layerType);
        if (config.Number("partial_rotary_factor", 1) != 1 || both?.Number("partial_rotary_factor", 1) is not (null or 1))
            throw ConversionErrors.Unsupported("Rotary embedding of a part of the head is not supported.",
                $"{config.Path}, partial_rotary_factor");
        double found = both?.Has("rope_theta") == true ? both.Value.Number("rope_theta") : config.Number("rope_theta", theta);
        return new() { Theta = found, Scaling = ReadScaling(both ?? config.Object("rope_scaling"), config) };
    }

    /// <summary>Gemma's second set, for layers with a window: from <c>rope_parameters</c> or <c>rope_local_base_freq</c>.</summary>
    public static RopeSettings ReadLocal(ConfigObject config)
        => config.Object("rope_parameters")?.Has("sliding_attention") == true ? Read(config, "sliding_attention", 10_000)
            : new() { Theta = config.Number("rope_local_base_freq", 10_000) };

    private static RopeScaling? ReadScaling(ConfigObject? found, ConfigObject config)
    {
        if (found is not ConfigObject scaling) return null;
        return (scaling.Text("rope_type") ?? scaling.Text("type") ?? "default") switch
        {
            "default" => null,
            "linear" => new() { Type = "linear", Factor = scaling.Number("factor") },
            "llama3" => new()
            {
                Type = "llama3",
                Factor = scaling.Number("factor"),
                LowFrequencyFactor = scaling.Number("low_freq_factor"),
                HighFrequencyFactor = scaling.Number("high_freq_factor"),
                OriginalContextLength = scaling.Size("original_max_position_embeddings"),
            },
            "yarn" => ReadYarn(scaling, config),
            string other => throw ConversionErrors.Unsupported(
                $"Rotary scaling of type '{other}' is not supported.", $"{scaling.Path}, rope_scaling"),
        };
    }

    private static RopeScaling ReadYarn(ConfigObject scaling, ConfigObject config)
    {
        int longest = config.Size("max_position_embeddings");
        int original = scaling.Size("original_max_position_embeddings", longest);
        double factor = scaling.Number("factor", (double)longest / original);
        return new()
        {
            Type = "yarn",
            Factor = factor,
            OriginalContextLength = original,
            AttentionFactor = scaling.Has("attention_factor") ? scaling.Number("attention_factor") : AttentionOf(scaling, factor),
            BetaFast = scaling.Has("beta_fast") ? scaling.Number("beta_fast") : null,
            BetaSlow = scaling.Has("beta_slow") ? scaling.Number("beta_slow") : null,
            Truncate = scaling.Flag("truncate", missing: true) ? null : false,
        };
    }

    private static double AttentionOf(ConfigObject scaling, double factor)
        => scaling.Has("mscale") && scaling.Has("mscale_all_dim")
            ? YarnAttention(factor, scaling.Number("mscale")) / YarnAttention(factor, scaling.Number("mscale_all_dim"))
            : YarnAttention(factor);

    /// <summary>What YaRN multiplies cosines and sines by where nothing else is told. Source: the paper, section 3.4.</summary>
    public static double YarnAttention(double factor, double weight = 1) => factor <= 1 ? 1 : (0.1 * weight * Math.Log(factor)) + 1;
}
