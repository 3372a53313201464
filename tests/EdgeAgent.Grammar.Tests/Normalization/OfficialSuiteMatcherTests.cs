using System.Text.Json;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Tests.Normalization;

/// <summary>The official suite by the matcher: a text is allowed to its end exactly where the suite calls its value valid. Every keyword is enforced or
/// refused by name; none is passed over.</summary>
public class OfficialSuiteMatcherTests(ITestOutputHelper output)
{
    private static readonly GrammarOptions Options = new()
    {
        Undeclared = UndeclaredProperties.AsTheSchemaSays,
        KeyOrder = KeyOrder.Any,
        NumberForms = NumberForms.Any,
        EnforceFormats = false,
    };

    [Theory]
    [InlineData("draft4", SchemaDraft.Draft4)]
    [InlineData("draft6", SchemaDraft.Draft6)]
    [InlineData("draft7", SchemaDraft.Draft7)]
    [InlineData("draft2019-09", SchemaDraft.Draft201909)]
    [InlineData("draft2020-12", SchemaDraft.Draft202012)]
    public void U9_OfficialSuite_EachKeywordIsEnforcedOrRefused(string draft, SchemaDraft @default)
    {
        (List<JsonElement> groups, Dictionary<string, JsonElement> remotes) = SharedRows.OfficialSuite(draft);
        List<string> wrong = [], refused = [];
        int right = 0;
        foreach (JsonElement group in groups)
        {
            string name = $"{group.GetProperty("file").GetString()} / {group.GetProperty("description").GetString()}";
            CompiledGrammar? grammar = null;
            try
            {
                SchemaDocument schema = SchemaDocument.Parse(group.GetProperty("schema"), new SchemaDocumentOptions { DefaultDraft = @default, Documents = remotes });
                grammar = GrammarCompiler.Compile(schema, Vocabularies.Small, Options, TestContext.Current.CancellationToken);
            }
            catch (GrammarException e) when (e.Code == "EA1101")
            {
                refused.Add($"{name}: {e.Where}");
                continue;
            }
            catch (GrammarException e) when (e.Code == "EA1102")
            {
            }
            foreach (JsonElement test in group.GetProperty("tests").EnumerateArray())
            {
                byte[] text = JsonText.Of(test.GetProperty("data"));
                GrammarMatcher? matcher = grammar?.CreateMatcher();
                bool allowed = matcher is not null && Reference.AcceptBytes(matcher, text) < 0 && matcher.IsAccepting;
                if (allowed == test.GetProperty("valid").GetBoolean()) right++;
                else wrong.Add($"{name} / {test.GetProperty("description").GetString()}: {(allowed ? "allowed" : "forbidden")}");
            }
        }
        output.WriteLine($"{draft}: {right} right, refused: {string.Join("; ", refused)}");
        Assert.Empty(wrong);
        Assert.True(refused.Count <= 8, string.Join("; ", refused));
    }
}
