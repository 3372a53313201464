using System.Text.Json;
using EdgeAgent.Models;
using EdgeAgent.Conversion.Checkpoints.PyTorch;

namespace EdgeAgent.Conversion.Checkpoints;

/// <summary>The files of weights in a Hugging Face folder: one, or several with an index that tells which tensor is in which.</summary>
internal static class FolderWeights
{
    private const string Index = ".index.json";

    // The first that is there is taken: where makers give both, safetensors is the newer.
    private static readonly string[] Names = ["model.safetensors", "pytorch_model.bin"];

    /// <summary>Opens the files one after another; the caller disposes each.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="file">A file of it that was asked for, or null. One that an index lists stands for all of that index.</param>
    public static IEnumerable<WeightFile> Open(string folder, string? file)
        => (file is null ? Find(folder) : PartsWith(folder, Path.GetFileName(file))).Select(name => OpenFile(SafePath.Combine(folder, name)));

    /// <summary>Whether a file's name is one that PyTorch's files have.</summary>
    public static bool IsTorch(string path) => Path.GetExtension(path).ToUpperInvariant() is ".BIN" or ".PT" or ".PTH";

    private static WeightFile OpenFile(string path) => IsTorch(path) ? TorchFile.Open(path) : SafetensorsFile.Open(path);

    private static IReadOnlyList<string> Find(string folder)
    {
        foreach (string name in Names)
        {
            if (File.Exists(Path.Combine(folder, name + Index))) return ReadIndex(Path.Combine(folder, name + Index));
            if (File.Exists(Path.Combine(folder, name))) return [name];
        }
        string? adapter = File.Exists(Path.Combine(folder, "adapter_config.json")) ? " It holds an adapter, which changes another model." : null;
        throw ConversionErrors.NoSource($"The folder has neither {string.Join(" nor ", Names)}, nor an index of parts ({Names[0]}{Index}).{adapter}", folder);
    }

    private static IReadOnlyList<string> PartsWith(string folder, string file)
    {
        string index = Path.Combine(folder, Names[1] + Index);
        return File.Exists(index) && ReadIndex(index) is var parts && parts.Contains(file) ? parts : [file];
    }

    private static IReadOnlyList<string> ReadIndex(string index)
    {
        try
        {
            using JsonDocument json = HuggingFaceConfig.Parse(index);
            IEnumerable<string> files = json.RootElement.GetProperty("weight_map").EnumerateObject().Select(static row => row.Value.GetString() ?? "");
            return [.. files.Distinct().Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw ConversionErrors.Setting($"The index of the weights is malformed: {e.Message}", index, e);
        }
    }
}
