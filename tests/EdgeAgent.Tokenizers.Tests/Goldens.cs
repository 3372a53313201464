using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text.Json;
using EdgeAgent.TestData;

namespace EdgeAgent.Tokenizers.Tests;

/// <summary>The goldens made with Hugging Face's Rust library, and the tokenizers they are for, loaded once.</summary>
internal static class Goldens
{
    private static readonly ConcurrentDictionary<string, Tokenizer> s_tokenizers = new();

    /// <summary>The tokenizer that goldens/tokenizers/NAME.* or, for "tiny", goldens/tokenizers-tiny are about.</summary>
    public static Tokenizer Tokenizer(string name)
        => s_tokenizers.GetOrAdd(name, static n => Tokenizers.Tokenizer.Load(Path(n, "tokenizer.json")));

    /// <summary>The path of one of a tokenizer's files.</summary>
    public static string Path(string name, string file)
        => name == "tiny" ? SharedData.Require("goldens", "tokenizers-tiny", file)
            : SharedData.Require("goldens", "tokenizers", $"{name}.{file}.gz");

    /// <summary>A file's bytes, unzipped where it is zipped.</summary>
    public static byte[] Read(string path)
    {
        using Stream file = File.OpenRead(path);
        using Stream content = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>The cases of a .jsonl file.</summary>
    public static IEnumerable<JsonElement> Cases(string name, string file)
    {
        using var lines = new StreamReader(new MemoryStream(Read(Path(name, file))));
        while (lines.ReadLine() is { } line)
            if (line.Length > 0) yield return JsonDocument.Parse(line).RootElement;
    }

    public static string Text(this JsonElement element, string property) => element.GetProperty(property).GetString()!;

    public static int[] Ids(this JsonElement element, string property)
        => [.. element.GetProperty(property).EnumerateArray().Select(static id => id.GetInt32())];
}
