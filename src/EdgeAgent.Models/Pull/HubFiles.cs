using System.Text.RegularExpressions;

namespace EdgeAgent.Models.Pull;

/// <summary>Which files of a repository make a model.</summary>
internal static partial class HubFiles
{
    private const string Index = "model.safetensors.index.json";
    private const string TorchIndex = "pytorch_model.bin.index.json";
    private const string Torch = "pytorch_model.bin";
    private const long LargestFile = 1L << 46; // Sums of sizes stay far from overflow.

    private static readonly string[] Companions =
    [
        "config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json",
        "chat_template.jinja", "chat_template.json", "tokenizer.model", "vocab.json", "merges.txt", "LICENSE", "LICENSE.txt", "LICENSE.md",
    ];

    // Of a repository with one GGUF a quantization: small ones that are carried over without loss first.
    private static readonly string[] Quantizations =
        ["Q4_0", "Q4_1", "Q4_K_M", "Q4_K_S", "Q5_K_M", "Q6_K", "Q8_0", "F16", "BF16", "F32"];

    /// <summary>The format of a folder with a checkpoint: safetensors, or where there are none pytorch; null for no checkpoint.</summary>
    /// <param name="names">Of its files.</param>
    public static string? CheckpointFormat(string[] names)
        => !names.Contains("config.json") ? null : Array.Exists(names, IsSafetensors) ? "safetensors" : Array.Exists(names, IsTorch) ? "pytorch" : null;

    /// <summary>Whether a file of a folder with a checkpoint is part of it.</summary>
    public static bool BelongsToCheckpoint(string name, string format)
        => Companions.Contains(name) || (format == "safetensors" ? name == Index || IsSafetensors(name) : name == TorchIndex || IsTorch(name));

    private static bool IsSafetensors(string name) => name.EndsWith(".safetensors", StringComparison.Ordinal);

    private static bool IsTorch(string name) => name == Torch || TorchShard().IsMatch(name);

    /// <summary>The format and the files, the one to open first.</summary>
    /// <exception cref="ModelException">EA4016: nothing in it can be converted, or a file's size is not told.</exception>
    public static (string Format, IReadOnlyList<PullFile> Files) Choose(HubListing listing, ManifestSource? known, string where)
    {
        Dictionary<string, HubFile> byName = new(StringComparer.Ordinal);
        foreach (HubFile file in listing.Siblings) byName[file.Rfilename] = file;
        (string format, List<string> names) = known is not null ? (known.Format, [.. known.Files.Select(static file => file.Name)])
            : Weights(byName, where);
        if (known is null && format != "gguf")
            names.InsertRange(0, Companions.Append(format == "safetensors" ? Index : TorchIndex).Where(byName.ContainsKey));
        return (format, [.. names.Select(name => Describe(name, byName, known, where))]);
    }

    private static (string Format, List<string> Names) Weights(Dictionary<string, HubFile> files, string where)
    {
        string[] top = [.. files.Keys.Where(static name => !name.Contains('/', StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        List<string> tensors = files.ContainsKey(Index) ? [.. top.Where(static name => Shard().IsMatch(name))]
            : files.ContainsKey("model.safetensors") ? ["model.safetensors"]
            : [.. top.Where(static name => name.EndsWith(".safetensors", StringComparison.Ordinal)
                && !name.StartsWith("consolidated", StringComparison.Ordinal) && !name.StartsWith("adapter", StringComparison.Ordinal))];
        if (tensors.Count > 0 && files.ContainsKey("config.json")) return ("safetensors", tensors);
        string[] ggufs = [.. top.Where(static name => name.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase)
            && !name.Contains("mmproj", StringComparison.OrdinalIgnoreCase))];
        string? best = Quantizations.Select(kind => Array.Find(ggufs, name => name.Contains(kind, StringComparison.OrdinalIgnoreCase)))
            .FirstOrDefault(static name => name is not null) ?? ggufs.FirstOrDefault();
        if (best is not null) return ("gguf", [.. ggufs.Where(name => name == best || SamePart(name, best))]);
        // Last, because they can be hostile: the converter reads them without running what is in them.
        List<string> pickles = files.ContainsKey(TorchIndex) ? [.. top.Where(static name => TorchShard().IsMatch(name))]
            : files.ContainsKey(Torch) ? [Torch] : [];
        if (pickles.Count > 0 && files.ContainsKey("config.json")) return ("pytorch", pickles);
        throw new ModelException("EA4016", "The repository holds no safetensors or pytorch_model.bin (with config.json) and no GGUF.", where,
            "Name another repository of the model (--repository OWNER/NAME), or import converted files: edge-agent models import PATH --id ID.");
    }

    private static bool SamePart(string name, string first)
        => Part().Match(first) is { Success: true } part && name.StartsWith(first[..part.Index], StringComparison.Ordinal)
            && Part().Match(name) is { Success: true } other && other.Index == part.Index && other.Groups[1].Value == part.Groups[1].Value;

    private static PullFile Describe(string name, Dictionary<string, HubFile> files, ManifestSource? known, string where)
    {
        if (!files.TryGetValue(name, out HubFile? file))
            throw new ModelException("EA4016", $"The repository has no file '{name}', which the model manifest names.", where,
                "Take the revision that the manifest was written for, or update EdgeAgent.");
        PackageFile? expected = known?.Files.First(one => one.Name == name);
        long bytes = file.Lfs?.Size ?? file.Size ?? expected?.Bytes ?? -1;
        if (bytes is < 0 or > LargestFile)
            throw new ModelException("EA4016", $"The hub does not tell the size of '{name}', or one that no file has.", where,
                "Use a hub that answers /api/models/…?blobs=true as huggingface.co does.");
        string? sha256 = file.Lfs?.Sha256;
        if ((expected?.Sha256 is string wanted && sha256 is not null && !wanted.Equals(sha256, StringComparison.OrdinalIgnoreCase))
            || (expected is { Bytes: >= 0 } sized && sized.Bytes != bytes))
            throw PullErrors.Other(name, $"the hub has another one ({bytes:N0} bytes, sha256 {sha256 ?? "not told"})", where);
        return new(name, bytes, expected?.Sha256 ?? sha256, file.Lfs is null ? file.BlobId : null);
    }

    [GeneratedRegex(@"^model-\d+-of-\d+\.safetensors$")]
    private static partial Regex Shard();

    [GeneratedRegex(@"^pytorch_model-\d+-of-\d+\.bin$")]
    private static partial Regex TorchShard();

    [GeneratedRegex(@"-\d{5}-of-(\d{5})\.gguf$")]
    private static partial Regex Part();
}
