using System.Text.Json;
using EdgeAgent.Benchmarks;
using EdgeAgent.JsonSchema;
using EdgeAgent.TestData;

namespace EdgeAgent.EndToEnd.Tests;

/// <summary>The command <c>walks</c>: its documents are valid, and the same seed writes the same ones.</summary>
public sealed class SchemaWalksTests : IDisposable
{
    private static readonly string[] s_rows =
    [
        """{"id": "object", "schema": {"type": "object", "properties": {"n": {"type": "number", "maximum": 5}, "s": {"type": "string"}}, "required": ["n"]}}""",
        """{"id": "unanchored", "schema": {"type": "string", "pattern": "[0-9]{4}-road"}}""",
        """{"id": "refused", "schema": {"$ref": "https://example.com/elsewhere"}}""",
        """{"kind": "group", "draft": "draft7", "file": "items", "index": 3, "schema": {"items": [{"type": "null"}], "additionalItems": false, "type": "array"}}""",
        """{"kind": "remote", "uri": "http://localhost:1234/x", "schema": true}""",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_AFewSchemas_WritesValidDocuments(bool tokenizer)
    {
        string[] more = tokenizer ? ["--tokenizer", SharedData.Require("goldens", "tokenizers-tiny", "tokenizer.json")] : [];
        (JsonElement report, string[] lines) = Run(["--check", "--seed", "2", .. more]);
        Assert.Equal((4, 300, 300, 0), (Int(report, "schemas"), Int(report, "walks"), Int(report, "checked"), Int(report, "failed")));
        Assert.Equal(1, Int(report.GetProperty("refused"), "EA1006"));
        Assert.Equal(300, lines.Length);
        Dictionary<string, JsonSchemaValidator> validators = new()
        {
            ["object"] = Validator(s_rows[0]), ["unanchored"] = Validator(s_rows[1]), ["draft7/items/3"] = Validator(s_rows[3], SchemaDraft.Draft7),
        };
        foreach (string line in lines)
        {
            using JsonDocument row = JsonDocument.Parse(line);
            using JsonDocument text = JsonDocument.Parse(row.RootElement.GetProperty("text").GetString()!);
            Assert.True(validators[row.RootElement.GetProperty("id").GetString()!].Validate(text.RootElement).IsValid, line);
        }
    }

    [Fact]
    public void Run_SameSeed_SameDocuments()
    {
        string[] first = Run(["--seed", "5"]).Lines;
        Assert.Equal(first, Run(["--seed", "5"]).Lines);
        Assert.NotEqual(first, Run(["--seed", "6"]).Lines);
    }

    private (JsonElement Report, string[] Lines) Run(string[] more)
    {
        string schemas = Path.Combine(_folder, "schemas.jsonl"), written = Path.Combine(_folder, "walks.jsonl");
        File.WriteAllLines(schemas, s_rows);
        using StringWriter output = new(), error = new();
        int code = BenchmarksCommand.Run(["walks", "--schemas", schemas, "--count", "300", "--out", written, "--json", .. more], output, error);
        Assert.True(code == 0, output.ToString() + error);
        using JsonDocument report = JsonDocument.Parse(output.ToString());
        return (report.RootElement.Clone(), File.ReadAllLines(written));
    }

    private static JsonSchemaValidator Validator(string row, SchemaDraft draft = SchemaDraft.Unstated)
    {
        using JsonDocument json = JsonDocument.Parse(row);
        return new JsonSchemaValidator(SchemaDocument.Parse(json.RootElement.GetProperty("schema"), new SchemaDocumentOptions { DefaultDraft = draft }));
    }

    private static int Int(JsonElement json, string name) => json.GetProperty(name).GetInt32();
}
