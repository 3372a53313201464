using System.IO.Compression;
using System.Text;
using System.Text.Json;
using EdgeAgent.TestData;

namespace EdgeAgent.Grammar.Tests;

/// <summary>Data that is shared and not in the repository, row by row.</summary>
internal static class SharedRows
{
    /// <summary>The rows of a file of JSON lines, compressed.</summary>
    public static IEnumerable<JsonElement> Of(string file)
    {
        using GZipStream stream = new(File.OpenRead(SharedData.Require("data", file)), CompressionMode.Decompress);
        using StreamReader lines = new(stream, Encoding.UTF8);
        while (lines.ReadLine() is string line) yield return JsonDocument.Parse(line).RootElement;
    }

    /// <summary>The required groups of a draft in the official suite, with the documents that they refer to.</summary>
    public static (List<JsonElement> Groups, Dictionary<string, JsonElement> Remotes) OfficialSuite(string draft)
    {
        JsonElement[] rows = [.. Of("json-schema-test-suite.jsonl.gz")];
        return ([.. rows.Where(r => Kind(r) == "group" && r.GetProperty("draft").GetString() == draft && !r.GetProperty("optional").GetBoolean())],
            rows.Where(r => Kind(r) == "remote").ToDictionary(r => r.GetProperty("uri").GetString()!, r => r.GetProperty("schema")));
    }

    private static string? Kind(JsonElement row) => row.GetProperty("kind").GetString();
}
