using System.IO.Compression;
using System.Text.Json;

namespace EdgeAgent.EndToEnd.Tests;

/// <summary>Compares what a command wrote with the goldens that it read, line by line.</summary>
internal static class GoldenLines
{
    private static readonly JsonDocumentOptions s_deep = new() { MaxDepth = 256 };

    public static IEnumerable<string> Read(string path)
    {
        using Stream file = File.OpenRead(path);
        using Stream text = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using StreamReader reader = new(text);
        while (reader.ReadLine() is { } line) yield return line;
    }

    public static void AssertEqual(string goldens, string written, Func<JsonElement, JsonElement, bool> equal)
        => AssertEqual([.. Read(goldens)], written, equal);

    public static void AssertEqual(IReadOnlyList<string> goldens, string written, Func<JsonElement, JsonElement, bool> equal)
    {
        string[] answers = written.TrimEnd('\n').Split('\n');
        Assert.Equal(goldens.Count, answers.Length);
        string[] differences = [.. goldens.Zip(answers).Where(pair => !Equal(pair.First, pair.Second, equal)).Select(pair => $"{pair.First}\n{pair.Second}")];
        Assert.True(differences.Length == 0, $"{differences.Length} differences\n{string.Join("\n", differences.Take(10))}");
    }

    private static bool Equal(string golden, string answer, Func<JsonElement, JsonElement, bool> equal)
    {
        using JsonDocument expected = JsonDocument.Parse(golden, s_deep), actual = JsonDocument.Parse(answer);
        return equal(expected.RootElement, actual.RootElement);
    }
}
