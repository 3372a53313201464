using System.IO.Compression;
using System.Text;
using System.Text.Json;
using EdgeAgent.TestData;

namespace EdgeAgent.JsonSchema.Tests;

/// <summary>The official JSON-Schema-Test-Suite, drafts 4 to 2020-12, required parts. What is not run is listed by name, with the reason.</summary>
public class OfficialSuiteTests(ITestOutputHelper output)
{
    /// <summary>A dialect of one's own, fetched from elsewhere, may switch keywords off; here it is read as the latest draft, with an annotation.</summary>
    private const string CustomDialects = "vocabulary";

    private static readonly string[] RefusedKeywords = ["$dynamicRef", "$recursiveRef", "unevaluatedProperties", "unevaluatedItems"];

    [Theory]
    [InlineData("draft4", SchemaDraft.Draft4, 597)]
    [InlineData("draft6", SchemaDraft.Draft6, 812)]
    [InlineData("draft7", SchemaDraft.Draft7, 900)]
    [InlineData("draft2019-09", SchemaDraft.Draft201909, 995)]
    [InlineData("draft2020-12", SchemaDraft.Draft202012, 1014)]
    public void Validate_RequiredTests_VerdictsAreTheSuites(string draft, SchemaDraft @default, int expectedPasses)
    {
        SortedDictionary<string, int> passed = new(StringComparer.Ordinal);
        SortedDictionary<string, int> refused = new(StringComparer.Ordinal);
        List<string> wrong = [];
        foreach (JsonElement group in Groups(draft))
        {
            string file = group.GetProperty("file").GetString()!;
            if (file == CustomDialects) continue;
            string name = $"{file} / {group.GetProperty("description").GetString()}";
            try
            {
                SchemaDocument schema = SchemaDocument.Parse(group.GetProperty("schema"), new SchemaDocumentOptions { DefaultDraft = @default });
                passed[file] = passed.GetValueOrDefault(file) + Run(new JsonSchemaValidator(schema), group, name, wrong);
            }
            catch (JsonSchemaException e) when (e.Code is "EA1006" || (e.Code is "EA1007" && RefusedKeywords.Any(e.Message.Contains)))
            {
                refused[name] = group.GetProperty("tests").GetArrayLength();
                output.WriteLine($"refused: {name}: {e.Code} {e.Where}");
            }
        }
        foreach ((string file, int count) in passed) output.WriteLine($"{file}: {count}");
        output.WriteLine($"{draft}: {passed.Values.Sum()} passed, {refused.Values.Sum()} in {refused.Count} groups refused");
        Assert.Empty(wrong);
        Assert.Equal(expectedPasses, passed.Values.Sum()); // a group less run would be a keyword less checked
    }

    private static int Run(JsonSchemaValidator validator, JsonElement group, string name, List<string> wrong)
    {
        int right = 0;
        foreach (JsonElement test in group.GetProperty("tests").EnumerateArray())
        {
            ValidationResult result = validator.Validate(test.GetProperty("data"));
            if (result.IsValid == test.GetProperty("valid").GetBoolean() && result.IsValid == (result.Errors.Count == 0)) right++;
            else wrong.Add($"{name} / {test.GetProperty("description").GetString()}: {(result.IsValid ? "accepted" : result.Errors[0].ToString())}");
        }
        return right;
    }

    private static IEnumerable<JsonElement> Groups(string draft)
    {
        using GZipStream file = new(File.OpenRead(SharedData.Require("data", "json-schema-test-suite.jsonl.gz")), CompressionMode.Decompress);
        using StreamReader lines = new(file, Encoding.UTF8);
        while (lines.ReadLine() is string line)
        {
            JsonElement row = JsonDocument.Parse(line).RootElement;
            if (row.GetProperty("kind").GetString() == "group" && row.GetProperty("draft").GetString() == draft && !row.GetProperty("optional").GetBoolean()) yield return row;
        }
    }
}
