using System.IO.Compression;
using System.Text.Json;

namespace EdgeAgent.Evaluation;

/// <summary>Reads cases, a JSON object a line, from a file that may be gzipped.</summary>
internal static class CaseFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; <c>.gz</c> is unpacked.</param>
    /// <param name="limit">How many cases, evenly spread over the file; null takes all.</param>
    /// <param name="read">Makes a case of a line.</param>
    /// <exception cref="InvalidDataException">A line is no case; the message names file and line.</exception>
    public static IReadOnlyList<T> Read<T>(string path, int? limit, Func<JsonElement, T> read)
    {
        List<T> cases = [];
        using StreamReader reader = new(path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
            ? new GZipStream(File.OpenRead(path), CompressionMode.Decompress) : File.OpenRead(path));
        for (int line = 1; reader.ReadLine() is { } text; line++)
        {
            if (string.IsNullOrWhiteSpace(text)) continue;
            try
            {
                using JsonDocument document = JsonDocument.Parse(text);
                cases.Add(read(document.RootElement.Clone()));
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                throw new InvalidDataException($"{path}, line {line}, is not a case: {e.Message}", e);
            }
        }
        if (limit is not { } count || count >= cases.Count) return cases;
        double step = (double)cases.Count / count;
        return [.. Enumerable.Range(0, count).Select(i => cases[(int)(i * step)])];
    }

    /// <summary>A list of calls: <c>[{"name", "arguments"}]</c>.</summary>
    public static IReadOnlyList<EmittedCall> Calls(JsonElement array) =>
        [.. array.EnumerateArray().Select(call => new EmittedCall(call.GetProperty("name").GetString()!, call.GetProperty("arguments")))];
}
