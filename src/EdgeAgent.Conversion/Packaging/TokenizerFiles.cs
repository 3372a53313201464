using System.IO.Compression;
using System.Text.Json;
using EdgeAgent.Conversion.Checkpoints;
using EdgeAgent.Models;

namespace EdgeAgent.Conversion.Packaging;

/// <summary>The files that a Hugging Face folder keeps its tokenizer in.</summary>
internal static class TokenizerFiles
{
    public const string Name = "tokenizer.json";
    public const string TemplateName = "chat_template.jinja";
    private const string ConfigName = "tokenizer_config.json";

    // The largest known (Gemma) has 33 MB. Bounds what a compressed file may unpack to, too.
    private const int LargestTokenizer = 256 << 20;

    /// <summary>tokenizer.json, from a folder or a file, which may be compressed by gzip.</summary>
    /// <exception cref="ConversionException">EA4111: it is not there or is not JSON.</exception>
    public static byte[] Read(string path)
    {
        string file = Directory.Exists(path) ? Path.Combine(path, Name) : path;
        try
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.Read);
            using Stream content = file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
                ? new GZipStream(stream, CompressionMode.Decompress) : stream;
            byte[] json = ReadBounded(content)
                ?? throw ConversionErrors.Tokenizer($"The tokenizer has more than {LargestTokenizer >> 20} MB.", file);
            using JsonDocument parsed = JsonDocument.Parse(json);
            return parsed.RootElement.ValueKind == JsonValueKind.Object && parsed.RootElement.TryGetProperty("model", out _) ? json
                : throw ConversionErrors.Tokenizer("The file is JSON, but no tokenizer: it has no 'model'.", file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidDataException)
        {
            throw ConversionErrors.Tokenizer($"The tokenizer cannot be read: {e.Message}", file, e);
        }
    }

    public static string ReadText(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ConversionErrors.NoSource($"The file cannot be read: {e.Message}", file, e);
        }
    }

    /// <summary>
    /// The chat template of a folder: in a file of its own, or in the tokenizer's configuration. Null where there is none.
    /// </summary>
    public static string? FindTemplate(string? folder)
    {
        if (folder is null || !Directory.Exists(folder)) return null;
        if (File.Exists(Path.Combine(folder, TemplateName))) return ReadText(Path.Combine(folder, TemplateName));
        if (!File.Exists(Path.Combine(folder, ConfigName))) return null;
        using JsonDocument config = HuggingFaceConfig.Parse(Path.Combine(folder, ConfigName));
        if (!TryGet(config.RootElement, "chat_template", out JsonElement template)) return null;
        if (template.ValueKind == JsonValueKind.String)
            return ConfigObject.TextOf(template) ?? throw ConversionErrors.Setting("'chat_template' is no text.", Path.Combine(folder, ConfigName));
        // Several templates by name: the one for tools serves chats without tools, too.
        return Named(template, "tool_use") ?? Named(template, "default");
    }

    /// <summary>The texts of the special tokens that a folder's tokenizer configuration tells, or null.</summary>
    public static ManifestTokens? FindTokens(string? folder)
    {
        if (folder is null || !File.Exists(Path.Combine(folder, ConfigName))) return null;
        using JsonDocument config = HuggingFaceConfig.Parse(Path.Combine(folder, ConfigName));
        return new()
        {
            Bos = Token(config.RootElement, "bos_token"),
            Eos = Token(config.RootElement, "eos_token") is string eos ? [eos] : [],
            Pad = Token(config.RootElement, "pad_token"),
        };
    }

    private static string? Named(JsonElement list, string name)
    {
        if (list.ValueKind != JsonValueKind.Array) return null;
        foreach (JsonElement one in list.EnumerateArray())
            if (TryGet(one, "name", out JsonElement found) && found.ValueKind == JsonValueKind.String && found.ValueEquals(name)
                && TryGet(one, "template", out JsonElement template) && template.ValueKind == JsonValueKind.String)
                return ConfigObject.TextOf(template);
        return null;
    }

    // A text, or an object with the text in "content".
    private static string? Token(JsonElement config, string name)
    {
        if (!TryGet(config, name, out JsonElement token)) return null;
        if (TryGet(token, "content", out JsonElement content)) token = content;
        return ConfigObject.TextOf(token);
    }

    private static bool TryGet(JsonElement element, string name, out JsonElement value)
    {
        value = default;
        return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out value);
    }

    private static byte[]? ReadBounded(Stream content)
    {
        using MemoryStream all = new();
        byte[] block = new byte[1 << 16];
        for (int read; (read = content.Read(block)) > 0; all.Write(block, 0, read))
            if (all.Length + read > LargestTokenizer) return null;
        return all.ToArray();
    }
}
