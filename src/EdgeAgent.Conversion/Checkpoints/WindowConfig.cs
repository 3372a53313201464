namespace EdgeAgent.Conversion.Checkpoints;

/// <summary>Which layers of a Hugging Face model see a window of positions only.</summary>
/// <remarks>Source: transformers' configuration classes of the families, which fill in <c>layer_types</c> by these rules.</remarks>
internal static class WindowConfig
{
    private const int MissingWindow = 4096;

    /// <summary>A window for each layer, 0 for all positions; null where no layer has one.</summary>
    public static IReadOnlyList<int>? Read(ConfigObject config, string family, int layers)
    {
        int window = WindowOf(config, family);
        if (window == 0) return null;
        int[] windows = config.Texts("layer_types") is { } types ? OfTypes(config, types, window, layers)
            : [.. Enumerable.Range(0, layers).Select(Windowed(config, family)).Select(windowed => windowed ? window : 0)];
        return Array.TrueForAll(windows, static one => one == 0) ? null : windows;
    }

    private static int WindowOf(ConfigObject config, string family)
    {
        if (family == "llama" || (family is "qwen2" or "qwen3" && !config.Flag("use_sliding_window"))) return 0;
        return config.IsNull("sliding_window") ? 0 : config.Size("sliding_window", MissingWindow);
    }

    private static int[] OfTypes(ConfigObject config, IReadOnlyList<string> types, int window, int layers)
    {
        if (types.Count != layers)
            throw ConversionErrors.Setting($"'layer_types' has {types.Count} entries for {layers} layers.", $"{config.Path}, layer_types");
        return [.. types.Select(type => type switch
        {
            "full_attention" => 0,
            "sliding_attention" => window,
            _ => throw ConversionErrors.Unsupported($"The layer type '{type}' is not supported.", $"{config.Path}, layer_types"),
        })];
    }

    private static Func<int, bool> Windowed(ConfigObject config, string family)
    {
        if (family == "mistral") return static _ => true;
        if (family == "gemma3_text")
        {
            int pattern = config.Size("sliding_window_pattern", 6);
            return layer => (layer + 1) % pattern != 0;
        }
        int first = config.Has("max_window_layers") ? config.Count("max_window_layers") : 28;
        return layer => layer >= first;
    }
}
