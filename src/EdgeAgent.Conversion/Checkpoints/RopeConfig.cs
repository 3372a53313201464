using EdgeAgent.Models;

namespace EdgeAgent.Conversion.Checkpoints;

/// <summary>Rotary settings of config.json: <c>rope_theta</c> and <c>rope_scaling</c>, or <c>rope_parameters</c>, which has both.</summary>
internal static class RopeConfig
{
    public static RopeSettings Read(ConfigObject config)
    {
        ConfigObject? both = config.Object("rope_parameters");
        if (config.Has("partial_rotary_factor") || both?.Has("partial_rotary_factor") == true)
            throw ConversionErrors.Unsupported("Rotary embedding of a part of the head is not supported.",
                $"{config.Path}, partial_rotary_factor");
        double theta = both?.Has("rope_theta") == true ? both.Value.Number("rope_theta") : config.Number("rope_theta", 10_000);
        return new() { Theta = theta, Scaling = ReadScaling(both ?? config.Object("rope_scaling")) };
    }

    private static RopeScaling? ReadScaling(ConfigObject? found)
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
            string other => throw ConversionErrors.Unsupported(
                $"Rotary scaling of type '{other}' is not supported.", $"{scaling.Path}, rope_scaling"),
        };
    }
}
