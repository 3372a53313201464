using System.Text;
using System.Text.Json;
using EdgeAgent.JsonSchema;
using EdgeAgent.TestData;

namespace EdgeAgent.Grammar.Tests.Keywords;

/// <summary>What docs/json-schema.md says is so, and all that there is to say.</summary>
public class JsonSchemaPageTests
{
    public static TheoryData<string> Names => [.. KeywordData.Keywords.Select(k => k.GetProperty("keyword").GetString()!)];

    public static TheoryData<string> DifferenceNames => [.. KeywordData.Differences.Select(k => k.GetProperty("what").GetString()!)];

    public static TheoryData<string> FormatNames => [.. KeywordData.Formats.Select(f => f.Name)];

    private static CompiledGrammar Compile(SchemaDocument schema, GrammarOptions? options = null) =>
        GrammarCompiler.Compile(schema, Vocabularies.Small, options, TestContext.Current.CancellationToken);

    private static bool Allows(CompiledGrammar grammar, string text)
    {
        GrammarMatcher matcher = grammar.CreateMatcher();
        return Reference.AcceptBytes(matcher, Encoding.UTF8.GetBytes(text)) < 0 && matcher.IsAccepting;
    }

    private static bool IsValid(SchemaDocument schema, string text)
    {
        using JsonDocument value = JsonDocument.Parse(text);
        return new JsonSchemaValidator(schema).Validate(value.RootElement).IsValid;
    }

    private static string Quoted(string text) => $"\"{Encoding.UTF8.GetString(JsonText.Escaped(text))}\"";

    [Theory, MemberData(nameof(Names))]
    public void Keyword_Cases_AreEnforcedAsThePageSays(string keyword)
    {
        JsonElement row = KeywordData.Keywords.Single(k => k.GetProperty("keyword").GetString() == keyword);
        foreach (JsonElement one in KeywordData.RowsOf(row, "cases"))
        {
            SchemaDocument schema = SchemaDocument.Parse(one.GetProperty("schema"));
            CompiledGrammar grammar = Compile(schema, KeywordData.OptionsOf(one));
            Assert.Contains($"\"{keyword}\"", one.GetProperty("schema").GetRawText(), StringComparison.Ordinal);
            Assert.Equal(one.TryGetProperty("remark", out _), grammar.Remarks.Count > 0);
            foreach (string text in KeywordData.TextsOf(one, "accept")) Assert.True(Allows(grammar, text) && (keyword == "format" || IsValid(schema, text)), text);
            foreach (string text in KeywordData.TextsOf(one, "reject"))
                Assert.True(!Allows(grammar, text) && (keyword == "format" || !IsValid(schema, text) || KeywordData.OptionsOf(one).Undeclared == UndeclaredProperties.WhereNoneAreDeclared), text);
        }
        foreach (JsonElement refused in KeywordData.RowsOf(row, "refused"))
        {
            GrammarException e = Assert.Throws<GrammarException>(() => Compile(SchemaDocument.Parse(refused.GetProperty("schema"))));
            Assert.Equal(KeywordData.TextOf(refused, "code") is { Length: > 0 } code ? code : "EA1101", e.Code);
            Assert.Contains(KeywordData.TextOf(refused, "reason"), e.What, StringComparison.Ordinal);
            if (e.Code == "EA1101") Assert.EndsWith($"/{keyword}", e.Where, StringComparison.Ordinal);
        }
    }

    [Theory, MemberData(nameof(DifferenceNames))]
    public void Difference_OtherForm_IsValidAndOnlyAnOptionAllowsIt(string what)
    {
        JsonElement row = KeywordData.Differences.Single(d => d.GetProperty("what").GetString() == what);
        SchemaDocument schema = SchemaDocument.Parse(row.GetProperty("schema"));
        (string text, string other) = (KeywordData.TextOf(row, "accept"), KeywordData.TextOf(row, "otherForm"));
        Assert.True(Allows(Compile(schema), text) && IsValid(schema, text) && IsValid(schema, other));
        Assert.False(Allows(Compile(schema), other));
        if (row.TryGetProperty("options", out _)) Assert.True(Allows(Compile(schema, KeywordData.OptionsOf(row)), other));
    }

    [Theory, MemberData(nameof(FormatNames))]
    public void Format_Cases_AreEnforcedAsThePageSays(string format)
    {
        JsonElement row = KeywordData.Formats.Single(f => f.Name == format).Value;
        SchemaDocument schema = SchemaDocument.Parse($$"""{"type": "string", "format": "{{format}}"}""");
        CompiledGrammar grammar = Compile(schema), loose = Compile(schema, new GrammarOptions { EnforceFormats = false });
        foreach (string text in KeywordData.TextsOf(row, "accept")) Assert.True(Allows(grammar, Quoted(text)) && StringFormats.IsMatch(format, text), text);
        foreach (string text in KeywordData.TextsOf(row, "reject")) Assert.True(!Allows(grammar, Quoted(text)) && !StringFormats.IsMatch(format, text) && Allows(loose, Quoted(text)), text);
        bool isStricter = StringFormats.Pattern(format) != StringFormats.CompactPattern(format);
        Assert.Equal(isStricter, row.TryGetProperty("note", out _));
        if (isStricter) Assert.True(StringFormats.IsMatch(format, KeywordData.TextOf(row, "leftOut")) && !Allows(grammar, Quoted(KeywordData.TextOf(row, "leftOut"))));
    }

    [Fact]
    public void Page_KeywordsAndFormats_AreAllThatTheDraftsKnow()
    {
        Assert.Equal(KeywordData.Drafts.Keys.Order(StringComparer.Ordinal), KeywordData.Keywords.Select(k => k.GetProperty("keyword").GetString()!).Order(StringComparer.Ordinal));
        Assert.Equal(StringFormats.Names, KeywordData.Formats.Select(f => f.Name));
    }

    /// <summary>After a change that is meant, run with EDGE_AGENT_ACCEPT_DOCS=1: the page is written anew and the test fails once more.</summary>
    [Fact]
    public void Page_IsWhatTheCasesSay()
    {
        string file = SharedData.InRepository("docs", "json-schema.md");
        string page = KeywordPage.Write(), stored = File.Exists(file) ? File.ReadAllText(file) : "";
        if (page != stored && Environment.GetEnvironmentVariable("EDGE_AGENT_ACCEPT_DOCS") == "1") File.WriteAllText(file, page);
        Assert.Equal(stored, page);
    }
}
