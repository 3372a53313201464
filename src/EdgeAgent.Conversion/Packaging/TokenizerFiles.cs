using System.IO.Compression;
using System.Text.Json;
using EdgeAgent.Conversion.Checkpoints;
using EdgeAgent.Models;
using EdgeAgent.Models.Foreign;

namespace EdgeAgent.Conversion.Packaging;

/// <summary>The files that a Hugging Face folder keeps its tokenizer in.</summary>
internal static class TokenizerFiles
{
    public const string Name = "tokenizer.json";
    public const string TemplateName = "chat_template.jinja";
    public const string ConfigName = "tokenizer_config.json";

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
        return TokenizerSettingsJson.Template(config.RootElement)
            ?? (TokenizerSettingsJson.HasTemplate(config.RootElement) ? throw ConversionErrors.Setting("'chat_template' is no text.", Path.Combine(folder, ConfigName)) : null);
    }

    /// <summary>The texts of the special tokens that a folder's tokenizer configuration tells, or null.</summary>
    public static ManifestTokens? FindTokens(string? folder)
    {
        if (folder is null || !File.Exists(Path.Combine(folder, ConfigName))) return null;
        using JsonDocument config = HuggingFaceConfig.Parse(Path.Combine(folder, ConfigName));
        return TokenizerSettingsJson.Tokens(config.RootElement);
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
