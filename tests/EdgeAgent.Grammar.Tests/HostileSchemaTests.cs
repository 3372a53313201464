using System.Diagnostics;
using System.Text;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Tests;

/// <summary>Schemas made to hurt: every one ends soon, with a grammar or with an error that says what to do.</summary>
public class HostileSchemaTests
{
    private static CompiledGrammar Compile(string schema, GrammarOptions? options = null) =>
        GrammarCompiler.Compile(SchemaDocument.Parse(schema, new SchemaDocumentOptions { MaxDepth = 1000 }), Vocabularies.Small, options, TestContext.Current.CancellationToken);

    [Theory]
    [InlineData("""{"$ref": "#"}""", "EA1104")]
    [InlineData("""{"anyOf": [{"type": "string"}, {"$ref": "#"}]}""", "EA1104")]
    [InlineData("""{"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}, "items": {"$ref": "#/$defs/a"}}""", "EA1104")]
    [InlineData("""{"type": "object", "properties": {"a": {"$ref": "#"}}, "required": ["a"]}""", "EA1102")]
    [InlineData("""{"type": "array", "items": {"$ref": "#"}, "minItems": 1}""", "EA1102")]
    [InlineData("false", "EA1102")]
    [InlineData("""{"type": "integer", "minimum": 3, "maximum": 2}""", "EA1102")]
    [InlineData("""{"type": "integer", "minimum": 2.1, "maximum": 2.9}""", "EA1102")]
    [InlineData("""{"type": "string", "minLength": 3, "maxLength": 2}""", "EA1102")]
    [InlineData("""{"enum": []}""", "EA1102")]
    [InlineData("""{"type": "string", "pattern": "^ab$", "minLength": 3}""", "EA1102")]
    [InlineData("""{"type": "string", "const": 1}""", "EA1102")]
    [InlineData("""{"type": "object", "properties": {"a": false}, "required": ["a"]}""", "EA1102")]
    [InlineData("""{"type": "object", "required": ["a"], "additionalProperties": false}""", "EA1102")]
    [InlineData("""{"type": "integer", "minimum": 1e700000000}""", "EA1101")]
    [InlineData("""{"enum": ["a", "b"], "pattern": "("}""", "EA1101")]
    public void Compile_NoValueOrNoEnd_IsAClearError(string schema, string code)
    {
        GrammarException e = Assert.Throws<GrammarException>(() => Compile(schema));
        Assert.Equal(code, e.Code);
        Assert.NotEmpty(e.Fix);
    }

    public static TheoryData<string, string, string> Unsupported => new()
    {
        { """{"type": "string", "pattern": "(a)\\1"}""", "", "pattern" },
        { """{"type": "number", "minimum": 1e700000000}""", "", "minimum" },
        { """{"type": "integer", "multipleOf": 1234567}""", "", "multipleOf" },
        { """{"not": {"type": "array", "uniqueItems": true}}""", "/not", "uniqueItems" },
        { """{"not": {"type": "object", "unevaluatedProperties": false}}""", "/not", "unevaluatedProperties" },
        { """{"not": {"type": "array", "unevaluatedItems": false}}""", "/not", "unevaluatedItems" },
        { """{"type": "array", "contains": {"type": "string"}, "unevaluatedItems": false}""", "", "unevaluatedItems" },
    };

    [Theory, MemberData(nameof(Unsupported))]
    public void Compile_KeywordThatCannotBeEnforced_IsRefusedOrReportedNeverSilent(string schema, string below, string keyword)
    {
        string inside = $$"""{"type": "object", "properties": {"p/q": {{schema}} } }""";
        GrammarException e = Assert.Throws<GrammarException>(() => Compile(inside));
        Assert.Equal(("EA1101", $"#/properties/p~1q{below}/{keyword}"), (e.Code, e.Where));
        Assert.Contains($"'{keyword}'", e.What, StringComparison.Ordinal);
        CompiledGrammar loose = Compile(inside, new GrammarOptions { Unsupported = UnsupportedKeywords.Report });
        Assert.Contains(loose.Remarks, r => r.Restricts && r.Keyword == keyword && r.Pointer == $"#/properties/p~1q{below}");
        Assert.Equal(-1, Reference.AcceptBytes(loose.CreateMatcher(), "{}"u8));
    }

    [Fact]
    public void Compile_AlternativesThatMultiply_AreRefusedByName()
    {
        string choices = string.Join(", ", Enumerable.Range(0, 10).Select(i => $$"""{"anyOf": [{"required": ["a{{i}}"]}, {"required": ["b{{i}}"]}]}"""));
        GrammarException e = Assert.Throws<GrammarException>(() => Compile($$"""{"type": "object", "allOf": [{{choices}}]}"""));
        Assert.Equal(("EA1101", "#/allOf"), (e.Code, e.Where));
    }

    [Fact]
    public void Compile_KeywordOfAnotherType_RestrictsNothingAndIsNotRefused() =>
        Assert.Empty(Compile("""{"type": "integer", "pattern": "x", "uniqueItems": true, "minProperties": 3}""").Remarks);

    [Fact]
    public void Compile_UnknownKeywordAndFormat_AreInTheReport() =>
        Assert.Equal(["x-order", "format"], Compile("""{"type": "string", "x-order": 1, "format": "x-date"}""").Remarks.Where(r => !r.Restricts).Select(r => r.Keyword));

    [Fact]
    public void Compile_DeepNesting_IsFine()
    {
        const int Levels = 300;
        string schema = string.Concat(Enumerable.Repeat("""{"type": "array", "maxItems": 1, "items": """, Levels)) + "true" + new string('}', Levels);
        GrammarMatcher matcher = Compile(schema, new GrammarOptions { MaxDepth = 1000 }).CreateMatcher();
        Assert.Equal(-1, Reference.AcceptBytes(matcher, Encoding.UTF8.GetBytes(new string('[', Levels) + "1" + new string(']', Levels))));
        Assert.True(matcher.IsAccepting);
    }

    [Fact]
    public void Compile_MoreStatesThanAllowed_IsRefused()
    {
        // No number up to the bound is a multiple of all three, and that is known only after looking at each remainder.
        const string Schema = """{"allOf": [{"multipleOf": 97}, {"multipleOf": 89}, {"multipleOf": 83}], "minimum": 1, "maximum": 700000}""";
        Assert.Equal("EA1103", Assert.Throws<GrammarException>(() => Compile(Schema, new GrammarOptions { MaxStates = 200 })).Code);
    }

    /// <summary>A pattern whose automaton has two to the twentieth states unfolds with the text: the matcher says so, and goes on from before.</summary>
    [Fact]
    public void TryAccept_PatternThatUnfoldsTooFar_IsAnErrorAndTheMatcherGoesOn()
    {
        GrammarMatcher matcher = Compile("""{"type": "string", "pattern": "^(a|b)*a(a|b){20}$"}""", new GrammarOptions { MaxStates = 100 }).CreateMatcher();
        Random random = new(1);
        Assert.Equal(-1, Reference.AcceptBytes(matcher, "\"a"u8));
        GrammarException e = Assert.Throws<GrammarException>(() =>
        {
            for (int i = 0; i < 100_000; i++) Reference.AcceptBytes(matcher, [(byte)"ab"[random.Next(2)]]);
        });
        Assert.Equal("EA1103", e.Code);
        int length = matcher.Length;
        matcher.Rollback(matcher.TokenCount - 1);
        Assert.True(matcher.Length < length);
        Assert.Equal(-1, Reference.AcceptBytes(matcher, "a"u8));
    }

    [Fact]
    public void Compile_HugeEnum_IsExact()
    {
        CompiledGrammar grammar = Compile($$"""{"enum": [{{string.Join(",", Enumerable.Range(0, 20_000).Select(i => $"\"v{i}\""))}}]}""");
        Assert.Equal(-1, Reference.AcceptBytes(grammar.CreateMatcher(), "\"v19999\""u8));
        Assert.Equal(6, Reference.AcceptBytes(grammar.CreateMatcher(), "\"v20000\""u8));
    }

    [Fact]
    public void Compile_Cancelled_Stops()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => GrammarCompiler.Compile(SchemaDocument.Parse("""{"type": "object", "properties": {"a": {}}}"""), Vocabularies.Small, null, source.Token));
    }

    [Fact]
    public void Compile_AmbiguousAlternativesOnEveryLevel_StaysBounded()
    {
        // Two alternatives that begin alike, on each of many levels: as many readings as 2 to the depth if none were dropped.
        CompiledGrammar grammar = Compile("""
            {"$defs": {"n": {"anyOf": [
              {"type": "object", "properties": {"n": {"$ref": "#/$defs/n"}, "a": {"type": "null"}}, "required": ["n"]},
              {"type": "object", "properties": {"n": {"$ref": "#/$defs/n"}, "b": {"type": "null"}}, "required": ["n"]},
              {"type": "integer"}]}}, "$ref": "#/$defs/n"}
            """);
        GrammarMatcher matcher = grammar.CreateMatcher();
        long start = Stopwatch.GetTimestamp();
        Assert.Equal(-1, Reference.AcceptBytes(matcher, Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"n\": ", 40)) + "1")));
        Assert.Contains('}', Reference.Mask(matcher));
        Assert.True(Stopwatch.GetElapsedTime(start).TotalSeconds < 30);
    }

    [Fact]
    public void Compile_TwoHundredTools_IsBounded()
    {
        ToolSet tools = new(Enumerable.Range(0, 200).Select(i => new ToolDefinition($"tool_number_{i}", SchemaDocument.Parse($$$"""
            {"type": "object", "properties": {
              "first_parameter_{{{i}}}": {"type": "string", "description": "{{{new string('x', 600)}}}", "maxLength": 100000},
              "second": {"type": "array", "items": {"type": "object", "properties": {"id": {"type": "integer", "minimum": 0}, "kind": {"enum": ["a", "b", "c"]} } } },
              "third": {"type": "number", "minimum": -90, "maximum": 90}}, "required": ["first_parameter_{{{i}}}"]}
            """))));
        CompiledGrammar grammar = GrammarCompiler.Compile(tools, Vocabularies.Small, null, TestContext.Current.CancellationToken);
        Assert.InRange(grammar.StateCount, 200, 100_000);
        Assert.Equal(-1, Reference.AcceptBytes(grammar.CreateMatcher(), "<tool_call>\n{\"name\": \"tool_number_199\", \"arguments\": {\"first_parameter_199\": \"x\""u8));
    }

    [Fact]
    public void Vocabulary_Faulty_IsRefused()
    {
        Assert.Equal("EA1108", Assert.Throws<GrammarException>(() => new GrammarVocabulary(0, _ => default, [], [])).Code);
        Assert.Equal("EA1108", Assert.Throws<GrammarException>(() => new GrammarVocabulary(3, _ => "a"u8.ToArray(), [], [3])).Code);
        Assert.Equal("EA1108", Assert.Throws<GrammarException>(() => new GrammarVocabulary(3, _ => new byte[70_000], [], [])).Code);
        GrammarVocabulary letters = new(26, id => new[] { (byte)('a' + id) }, [], []);
        GrammarException e = Assert.Throws<GrammarException>(() => GrammarCompiler.Compile(SchemaDocument.Parse("""{"const": "x1"}"""), letters, null, TestContext.Current.CancellationToken));
        Assert.Equal("EA1109", e.Code);
    }
}
