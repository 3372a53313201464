using EdgeAgent.Models;
using EdgeAgent.Tokenizers.Gguf;

namespace EdgeAgent.Benchmarks.Rows;

/// <summary>What a manifest row needs beside weights: a tokenizer, its own or the row's stand-in, and its chat template.</summary>
/// <param name="Tokenizer">A tokenizer.json, perhaps gzipped.</param>
/// <param name="Template">A file with the template; null where the manifest has it.</param>
internal sealed record RowParts(string Tokenizer, string? Template)
{
    private static readonly Dictionary<string, string> s_published = new() { ["qwen3-0.6b"] = "llama.cpp/Qwen-Qwen3-0.6B.jinja" };

    /// <summary>Finds them.</summary>
    /// <param name="entry">The row.</param>
    /// <param name="places">Where to look.</param>
    /// <param name="scratch">A folder for what is unpacked.</param>
    /// <exception cref="FileNotFoundException">One of them is not on this machine; it is named.</exception>
    public static RowParts Find(ModelManifestEntry entry, RowPlaces places, string scratch)
    {
        if (entry.StandIn is null && entry.Source?.Files[0].Name is string gguf && Path.Combine(places.Models, entry.Id, gguf) is string path && File.Exists(path))
            return OfGguf(path, scratch);
        string tokenizer = entry.StandIn?.Tokenizer ?? "smollm2"; // the one whose tokenizer the goldens hold under its own name
        string file = tokenizer == "gemma3" ? places.Gemma ?? "" : Path.Combine(places.Goldens, "tokenizers", $"{tokenizer}.tokenizer.json.gz");
        string? template = entry.TemplateText is not null ? null
            : s_published.TryGetValue(entry.Id, out string? name) ? Path.Combine(places.Goldens, "templates", "jinja", name)
            : throw new FileNotFoundException($"The row {entry.Id} has no template, and none is known for it.");
        foreach (string? needed in (string?[])[file, template])
            if (needed is not null && !File.Exists(needed)) throw new FileNotFoundException($"The row {entry.Id} needs {(needed.Length == 0 ? $"the tokenizer {tokenizer}" : needed)}.");
        return new(file, template);
    }

    /// <summary>The parts that a GGUF file holds itself.</summary>
    private static RowParts OfGguf(string path, string scratch)
    {
        GgufHeader header = GgufHeader.Open(path);
        if (!header.TryGetString("tokenizer.chat_template", out string? template)) throw new FileNotFoundException($"{path} has no chat template.");
        RowParts parts = new(Path.Combine(scratch, "tokenizer.json"), Path.Combine(scratch, "chat_template.jinja"));
        File.WriteAllText(parts.Tokenizer, GgufTokenizer.ToTokenizerJson(header));
        File.WriteAllText(parts.Template!, template);
        return parts;
    }
}
