using System.Runtime.InteropServices;
using System.Text.Json;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Benchmarks.Walks;

/// <summary>A schema to walk, out of a file of MaskBench or of the official test suite.</summary>
/// <param name="Id">The row's id; for the suite <c>draft/file/index</c>.</param>
/// <param name="Draft">What the suite says about schemas without <c>$schema</c>.</param>
internal sealed record WalkSchema(string Id, byte[] Schema, SchemaDraft Draft)
{
    /// <summary>All schemas of a file of JSON lines: those with <c>id</c>, and the suite's groups.</summary>
    /// <exception cref="InvalidDataException">A line is not JSON or has no schema.</exception>
    public static List<WalkSchema> Read(string path)
    {
        List<WalkSchema> schemas = [];
        using StreamReader lines = new(new MemoryStream(InputFile.Read(path)));
        for (int number = 1; lines.ReadLine() is { } line; number++)
        {
            try
            {
                using JsonDocument document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 1000 });
                JsonElement row = document.RootElement;
                byte[] schema = JsonMarshal.GetRawUtf8Value(row.GetProperty("schema")).ToArray();
                if (row.TryGetProperty("id", out JsonElement id)) schemas.Add(new WalkSchema(id.GetString()!, schema, SchemaDraft.Unstated));
                else if (row.GetProperty("kind").GetString() == "group") schemas.Add(OfSuite(row, schema));
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                throw new InvalidDataException($"{path}, line {number}: not a row of MaskBench or of the test suite. {e.Message}", e);
            }
        }
        return schemas;
    }

    private static WalkSchema OfSuite(JsonElement row, byte[] schema)
    {
        string draft = row.GetProperty("draft").GetString()!;
        return new WalkSchema($"{draft}/{row.GetProperty("file").GetString()}/{row.GetProperty("index").GetInt32()}", schema, draft switch
        {
            "draft4" => SchemaDraft.Draft4,
            "draft6" => SchemaDraft.Draft6,
            "draft7" => SchemaDraft.Draft7,
            "draft2019-09" => SchemaDraft.Draft201909,
            _ => SchemaDraft.Draft202012,
        });
    }
}
