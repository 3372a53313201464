using System.Text.Json;
using EdgeAgent.Grammar.Normalization;
using EdgeAgent.Grammar.Regular;
using EdgeAgent.Grammar.Shapes;
using EdgeAgent.Grammar.Tests.Machine;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Tests.Normalization;

/// <summary>A shape holds the values that its schema allows: the official suite and instances of real schemas, by the meaning of shapes alone.</summary>
public class NormalizerTests(ITestOutputHelper output)
{
    private static readonly GrammarOptions Options = new() { Undeclared = UndeclaredProperties.AsTheSchemaSays, EnforceFormats = false };

    [Theory]
    [InlineData("draft4", SchemaDraft.Draft4)]
    [InlineData("draft6", SchemaDraft.Draft6)]
    [InlineData("draft7", SchemaDraft.Draft7)]
    [InlineData("draft2019-09", SchemaDraft.Draft201909)]
    [InlineData("draft2020-12", SchemaDraft.Draft202012)]
    public void Build_OfficialSuite_ShapesHoldWhatIsValid(string draft, SchemaDraft @default)
    {
        SortedDictionary<string, int> refused = new(StringComparer.Ordinal);
        List<string> wrong = [];
        int right = 0;
        (List<JsonElement> groups, Dictionary<string, JsonElement> remotes) = SharedRows.OfficialSuite(draft);
        foreach (JsonElement group in groups)
        {
            string name = $"{group.GetProperty("file").GetString()} / {group.GetProperty("description").GetString()}";
            right += Run(group.GetProperty("schema"), "data", group.GetProperty("tests"), name, new SchemaDocumentOptions { DefaultDraft = @default, Documents = remotes }, Options, wrong, refused);
        }
        output.WriteLine($"{draft}: {right} right, {wrong.Count} wrong, refused: {string.Join("; ", refused.Select(r => $"{r.Key} {r.Value}"))}");
        foreach (string line in wrong.Take(60)) output.WriteLine(line);
        Assert.Empty(wrong);
    }

    /// <summary>Schemas as people write them: every tenth of MaskBench's part for development.</summary>
    [Fact]
    public void Build_RealSchemas_ShapesHoldWhatIsValid()
    {
        SortedDictionary<string, int> refused = new(StringComparer.Ordinal);
        List<string> wrong = [];
        int right = 0, row = 0;
        foreach (JsonElement line in SharedRows.Of("maskbench-dev.jsonl.gz"))
            if (row++ % 10 == 0)
                right += Run(line.GetProperty("schema"), "data", line.GetProperty("tests"), line.GetProperty("id").GetString()!, new SchemaDocumentOptions(), Options with { EnforceFormats = true }, wrong, refused);
        output.WriteLine($"{right} right, {wrong.Count} wrong, refused: {string.Join("; ", refused.Select(r => $"{r.Key} {r.Value}"))}");
        foreach (string line in wrong.Take(100)) output.WriteLine(line);
        Assert.Empty(wrong);
        Assert.True(right > 2450, $"{right} verdicts"); // a keyword refused anew would lower it
    }

    private static int Run(JsonElement schema, string data, JsonElement tests, string name, SchemaDocumentOptions reading, GrammarOptions options, List<string> wrong, SortedDictionary<string, int> refused)
    {
        LanguageSpace space = new(options.MaxStates, TestContext.Current.CancellationToken);
        Shape? shape = null;
        try
        {
            SchemaDocument document = SchemaDocument.Parse(schema, reading);
            shape = new Normalizer(options, [], space, TestContext.Current.CancellationToken).Build(document, null, objectOnly: false);
        }
        catch (GrammarException e) when (e.Code == "EA1102")
        {
        }
        catch (GrammarException e)
        {
            string keyword = $"{e.Code} {e.Where.Split('/')[^1]}";
            refused[keyword] = refused.GetValueOrDefault(keyword) + 1;
            return 0;
        }
        catch (JsonSchemaException e)
        {
            refused[e.Code] = refused.GetValueOrDefault(e.Code) + 1;
            return 0;
        }
        ShapeReference reference = new(space);
        int right = 0;
        foreach (JsonElement test in tests.EnumerateArray())
        {
            JsonElement value = ShapeReference.Parse(System.Text.Encoding.UTF8.GetString(JsonText.Of(test.GetProperty(data)))); // as a grammar writes it
            bool contains = shape is not null && reference.Contains(shape, value);
            if (contains == test.GetProperty("valid").GetBoolean()) right++;
            else wrong.Add($"{name} / {test.GetProperty("description").GetString()}: {(contains ? "accepted" : "refused")}");
        }
        return right;
    }
}
