using System.IO.Compression;

namespace EdgeAgent.Benchmarks;

/// <summary>Files that are plain or gzipped.</summary>
internal static class InputFile
{
    /// <summary>The file's bytes, unzipped where it is zipped.</summary>
    public static byte[] Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        if (!bytes.AsSpan().StartsWith([(byte)0x1F, (byte)0x8B])) return bytes; // RFC 1952, 2.3.1
        using GZipStream zip = new(new MemoryStream(bytes), CompressionMode.Decompress);
        using MemoryStream content = new();
        zip.CopyTo(content);
        return content.ToArray();
    }

    /// <summary>The name that the peer gives a tokenizer: that of the file up to <c>.tokenizer.json.gz</c> or <c>.json.gz</c>.</summary>
    public static string NameOf(string path)
    {
        string name = Path.GetFileName(path);
        foreach (string ending in (string[])[".gz", ".json", ".tokenizer"])
            if (name.EndsWith(ending, StringComparison.Ordinal)) name = name[..^ending.Length];
        return name;
    }
}
