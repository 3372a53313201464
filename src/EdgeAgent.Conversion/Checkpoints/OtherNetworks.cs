namespace EdgeAgent.Conversion.Checkpoints;

/// <summary>Refuses by name what a config.json tells of a network that is more, or other, than a decoder for text.</summary>
/// <remarks>The members are those of transformers' configuration classes.</remarks>
internal static class OtherNetworks
{
    // Parts for images, sound and video; text_config is where such models keep the decoder's own numbers.
    private static readonly string[] Senses =
        ["vision_config", "audio_config", "video_config", "text_config", "image_token_id", "image_token_index", "audio_token_id"];

    private static readonly string[] Experts = ["num_local_experts", "num_experts", "n_routed_experts"];

    /// <exception cref="ConversionException">EA4103: another kind of network. EA4043: its weights are quantized.</exception>
    public static void Refuse(ConfigObject config)
    {
        foreach (string name in Senses)
            if (config.Has(name))
                throw ConversionErrors.Unsupported($"The model reads more than text: its configuration has '{name}'.", $"{config.Path}, {name}");
        foreach (string name in Experts)
            if (config.Has(name) && config.Count(name) > 0)
                throw ConversionErrors.Unsupported($"The model is a mixture of {config.Count(name)} experts ('{name}').", $"{config.Path}, {name}");
        if (config.Flag("is_encoder_decoder"))
            throw ConversionErrors.Unsupported("The model is an encoder with a decoder.", $"{config.Path}, is_encoder_decoder");
        if (config.Object("quantization_config") is ConfigObject quantized)
            throw ConversionErrors.Quantized(quantized.Text("quant_method") ?? "unnamed", $"{config.Path}, quantization_config");
    }
}
