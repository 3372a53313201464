using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace EdgeAgent.Models;

/// <summary>Reads the JSON files of this part: small, bounded, with the place of what is wrong in the error.</summary>
internal static class JsonFiles
{
    // A descriptor of the largest model is some 20 KB. The bound keeps a wrong file from being read into memory whole.
    private const long LargestFile = 16L << 20;

    /// <summary>The file's bytes.</summary>
    /// <exception cref="IOException">The file cannot be read, or is larger than any of its kind.</exception>
    public static byte[] ReadBytes(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        if (stream.Length > LargestFile)
            throw new IOException($"It has {stream.Length:N0} bytes; a file of this kind has at most {LargestFile:N0}.");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <exception cref="JsonException">The content is not what it should be; its path and line are in it.</exception>
    public static T Parse<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
        => JsonSerializer.Deserialize(json, type) ?? throw new JsonException("The file holds null.");

    /// <summary>The place in a file that an exception of <see cref="Parse"/> tells of.</summary>
    public static string Where(string path, Exception exception) => exception is JsonException { LineNumber: long line } json
        ? $"{path}, line {line + 1}, {json.Path ?? "$"}" : path;

    /// <summary>What went wrong, without the position that <see cref="Where"/> gives.</summary>
    public static string What(Exception exception)
    {
        int position = exception.Message.IndexOf(" Path: ", StringComparison.Ordinal);
        return (position < 0 ? exception.Message : exception.Message[..position]).Trim();
    }
}
