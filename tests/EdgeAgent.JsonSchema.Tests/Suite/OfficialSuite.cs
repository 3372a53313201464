using System.IO.Compression;
using System.Text;
using System.Text.Json;
using EdgeAgent.TestData;

namespace EdgeAgent.JsonSchema.Tests.Suite;

/// <summary>The official JSON-Schema-Test-Suite with the documents that its references lead to.</summary>
internal static class OfficialSuite
{
    private static readonly Lazy<(SuiteGroup[] Groups, Dictionary<string, JsonElement> Remotes)> All = new(Read);

    public static IReadOnlyDictionary<string, JsonElement> Remotes => All.Value.Remotes;

    public static IEnumerable<SuiteGroup> Groups(string draft) => All.Value.Groups.Where(g => g.Draft == draft);

    public static SchemaDocument Parse(SuiteGroup group) =>
        SchemaDocument.Parse(group.Schema, new SchemaDocumentOptions { DefaultDraft = group.DefaultDraft, Documents = Remotes });

    private static (SuiteGroup[], Dictionary<string, JsonElement>) Read()
    {
        List<SuiteGroup> groups = [];
        Dictionary<string, JsonElement> remotes = [];
        using GZipStream file = new(File.OpenRead(SharedData.Require("data", "json-schema-test-suite.jsonl.gz")), CompressionMode.Decompress);
        using StreamReader lines = new(file, Encoding.UTF8);
        while (lines.ReadLine() is string line)
        {
            JsonElement row = JsonDocument.Parse(line).RootElement;
            if (row.GetProperty("kind").GetString() == "remote") remotes.Add(row.GetProperty("uri").GetString()!, row.GetProperty("schema"));
            else groups.Add(GroupOf(row));
        }
        return ([.. groups], remotes);
    }

    private static SuiteGroup GroupOf(JsonElement row) => new(
        row.GetProperty("draft").GetString()!, row.GetProperty("file").GetString()!, row.GetProperty("optional").GetBoolean(), row.GetProperty("format").GetBoolean(),
        row.GetProperty("description").GetString()!, row.GetProperty("schema"),
        [.. row.GetProperty("tests").EnumerateArray().Select(t => new SuiteTest(t.GetProperty("description").GetString()!, t.GetProperty("data"), t.GetProperty("valid").GetBoolean()))]);
}
