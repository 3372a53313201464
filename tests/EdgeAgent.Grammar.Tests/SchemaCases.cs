using System.Text;
using System.Text.Json;
using EdgeAgent.JsonSchema;
using EdgeAgent.TestData;

namespace EdgeAgent.Grammar.Tests;

/// <summary>Cases as data: a schema, texts that are allowed, texts that are not, and texts that are valid but not in the form that the grammar writes.</summary>
public class SchemaCases
{
    public static TheoryData<string> Names => [.. All.Value.Keys];

    private static readonly Lazy<Dictionary<string, JsonElement>> All = new(() =>
    {
        using FileStream file = File.OpenRead(SharedData.InRepository("tests", "EdgeAgent.Grammar.Tests", "Cases", "schemas.json"));
        return JsonDocument.Parse(file).RootElement.Clone().EnumerateObject().ToDictionary(p => p.Name, p => p.Value);
    });

    [Theory, MemberData(nameof(Names))]
    public void Matcher_Case_AgreesWithTheValidator(string name)
    {
        JsonElement row = All.Value[name];
        SchemaDocument schema = SchemaDocument.Parse(row.GetProperty("schema"));
        JsonSchemaValidator validator = new(schema);
        CompiledGrammar grammar = GrammarCompiler.Compile(schema, Vocabularies.Small, OptionsOf(row), TestContext.Current.CancellationToken);
        foreach (string text in Texts(row, "accept"))
        {
            GrammarMatcher matcher = grammar.CreateMatcher();
            Assert.True(Reference.AcceptBytes(matcher, Encoding.UTF8.GetBytes(text)) < 0, $"refused after {Encoding.UTF8.GetString(matcher.Text)}: {text}");
            Assert.True(matcher.IsAccepting, $"may not end: {text}");
            Assert.True(Reference.AcceptLongest(grammar.CreateMatcher(), Encoding.UTF8.GetBytes(text)), text);
            using JsonDocument value = JsonDocument.Parse(text);
            Assert.True(validator.Validate(value.RootElement).IsValid, $"the validator refuses {text}");
        }
        foreach (string text in Texts(row, "reject"))
        {
            Assert.False(Allows(grammar, text), $"allowed: {text}");
            using JsonDocument value = JsonDocument.Parse(text);
            Assert.False(validator.Validate(value.RootElement).IsValid, $"the validator allows {text}");
        }
        foreach (string text in Texts(row, "otherForm"))
        {
            Assert.False(Allows(grammar, text), $"allowed: {text}");
            using JsonDocument value = JsonDocument.Parse(text);
            Assert.True(validator.Validate(value.RootElement).IsValid, $"the validator refuses {text}");
        }
        foreach (string text in Texts(row, "malformed")) Assert.False(Allows(grammar, text), $"allowed: {text}");
    }

    [Theory, MemberData(nameof(Names))]
    public void FillMask_AtEveryPrefix_IsWhatTryAcceptAllows(string name)
    {
        JsonElement row = All.Value[name];
        CompiledGrammar grammar = GrammarCompiler.Compile(SchemaDocument.Parse(row.GetProperty("schema")), Vocabularies.Small, OptionsOf(row), TestContext.Current.CancellationToken);
        foreach (string text in Texts(row, "accept"))
        {
            GrammarMatcher matcher = grammar.CreateMatcher();
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            for (int i = 0; ; i++)
            {
                Assert.Equal(Reference.Allowed(matcher), Reference.Mask(matcher));
                if (i == bytes.Length || i == 300) break;
                Assert.True(matcher.TryAccept(bytes[i]));
            }
        }
    }

    private static GrammarOptions? OptionsOf(JsonElement row) => row.TryGetProperty("undeclared", out JsonElement undeclared)
        ? new GrammarOptions { Undeclared = Enum.Parse<UndeclaredProperties>(undeclared.GetString()!) } : null;

    private static bool Allows(CompiledGrammar grammar, string text)
    {
        GrammarMatcher matcher = grammar.CreateMatcher();
        return Reference.AcceptBytes(matcher, Encoding.UTF8.GetBytes(text)) < 0 && matcher.IsAccepting;
    }

    private static string[] Texts(JsonElement row, string member) =>
        row.TryGetProperty(member, out JsonElement texts) ? [.. texts.EnumerateArray().Select(t => t.GetString()!)] : [];
}
