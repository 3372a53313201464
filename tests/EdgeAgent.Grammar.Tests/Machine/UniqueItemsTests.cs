using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Tests.Machine;

/// <summary>Items of arrays that must be unlike each other: a value that could only end as a repeated item does not end there.</summary>
public class UniqueItemsTests
{
    private const string Item = """{"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "object", "properties": {"c": {"type": "string"}}, "additionalProperties": false}}, "additionalProperties": false}""";

    [Theory]
    [InlineData("[{\"a\": \"x\", \"b\": {\"c\": \"y\"}}, {\"a\": \"x\", \"b\": {\"c\": \"y", "", "\"")]
    [InlineData("[{\"a\": \"x\", \"b\": {\"c\": \"y\"}}, {\"b\": {\"c\": \"y\"}, \"a\": \"x", "", "\"")]
    [InlineData("[{\"a\": \"x\", \"b\": {\"c\": \"y\"}}, {\"a\": \"z\", \"b\": {\"c\": \"y", "\"", "")]
    [InlineData("[{\"a\": \"x\", \"b\": {\"c\": \"y\"}}, {\"a\": \"x", "\"", "")] // b may still be left out
    [InlineData("[{\"a\": \"x\"}, {\"a\": \"x", "\"", "")] // b may still come
    public void FillMask_LastValueOfAnObject_MayNotEndAsAnItemThatIsThere(string text, string allowed, string refused)
    {
        CompiledGrammar grammar = GrammarCompiler.Compile(
            SchemaDocument.Parse($$"""{"type": "array", "uniqueItems": true, "items": {{Item}}}"""), Vocabularies.Small, new GrammarOptions { KeyOrder = KeyOrder.Any },
            TestContext.Current.CancellationToken);
        GrammarMatcher matcher = grammar.CreateMatcher();
        Assert.Equal(-1, Reference.AcceptBytes(matcher, System.Text.Encoding.UTF8.GetBytes(text)));

        IEnumerable<int> mask = Reference.Mask(matcher);
        Assert.Equal(Reference.Allowed(matcher), mask);
        Assert.All(allowed, c => Assert.Contains(c, mask));
        Assert.All(refused, c => Assert.DoesNotContain(c, mask));
        Assert.Contains('q', mask);
    }

    private const string Notes = """{"anyOf": [{"type": "object", "properties": {"name": {"type": "string"}, "ratio": {"type": "string", "pattern": "^[0-9a-f ]+$"}}, "additionalProperties": true}, {"type": "string", "maxLength": 12}, {"type": "number"}]}""";

    /// <summary>Masks where what most tokens do is decided for all together, beside what each does by itself.</summary>
    [Theory]
    [InlineData(Notes, """[{"name": "x", "ratio": "12"}, {"name": "x", "ratio": "12""")]
    [InlineData(Notes, """[{"name": "x", "ratio": "12"}, {"name": "x", "ratio": "1""")]
    [InlineData(Notes, """[{"name": "x", "ratio": "12"}, {"name": "y", "ratio": "12""")]
    [InlineData(Notes, """[{"name": "x", "ratio": "12"}, {"ratio": "12", "name": "x""")]
    [InlineData(Notes, """[{"name": "x", "rat": "12"}, {"rat""")]
    [InlineData(Notes, """[{"name": "x", "rat": "12"}, {""")]
    [InlineData(Notes, """[{"name": "x", "rat": "12"}, {"name": "x", "rat": "1""")]
    [InlineData(Notes, """["red", "re""")]
    [InlineData(Notes, """["red", "blue", """)]
    [InlineData(Notes, """["twelve chars", "twelve char""")]
    [InlineData(Notes, """[12, {"n": 12}, {"n": 1""")]
    [InlineData("""{"type": "array", "items": {"type": "string"}, "maxItems": 2}""", """[["a", "b"], ["a", "b""")]
    [InlineData("""{"type": "array", "items": {"type": "string"}, "maxItems": 2}""", """[["a", "b"], ["a""")]
    [InlineData("""{"type": "array", "items": {"type": "string"}, "uniqueItems": true}""", """[["a", "b"], ["a""")]
    [InlineData("""{"type": "object", "patternProperties": {"^[a-c]+$": {"type": "null"}}, "additionalProperties": false}""", """[{"ab": null}, {"a""")]
    [InlineData("""{"type": "string", "maxLength": 1}""", """["a", """)]
    [InlineData("""{"type": "string", "maxLength": 1}""", """["a", "b""")]
    [InlineData("""{"type": "object", "properties": {"a": {"type": "string", "maxLength": 2}}, "required": ["a"], "additionalProperties": false}""", """[{"a": "xy"}, {"a": "x""")]
    public void FillMask_TextAmongUnlikeItems_IsWhatTryAcceptAllows(string items, string text) => Compare($$"""{"type": "array", "uniqueItems": true, "items": {{items}}}""", text);

    [Theory]
    [InlineData("[\"a")]
    [InlineData("[\"b")]
    [InlineData("[\"x\", \"a")]
    public void FillMask_TextInATupleOfUnlikeItems_IsWhatTryAcceptAllows(string text) =>
        Compare("""{"type": "array", "uniqueItems": true, "prefixItems": [{"type": "string"}, {"enum": ["a", "ab"]}], "items": false, "minItems": 2}""", text);

    private static void Compare(string schema, string text)
    {
        foreach (GrammarVocabulary vocabulary in (GrammarVocabulary[])[Vocabularies.Small, Vocabularies.Of("smollm2")])
        {
            CompiledGrammar grammar = GrammarCompiler.Compile(SchemaDocument.Parse(schema), vocabulary, new GrammarOptions { KeyOrder = KeyOrder.Any }, TestContext.Current.CancellationToken);
            GrammarMatcher matcher = grammar.CreateMatcher();
            Assert.True(Reference.AcceptLongest(matcher, System.Text.Encoding.UTF8.GetBytes(text)));
            SortedSet<int> mask = Reference.Mask(matcher);
            Assert.NotEmpty(mask);
            Assert.Equal(Reference.Allowed(matcher), mask);
        }
    }

    [Fact]
    public void FillMask_LongTextsWithoutAChoice_IsFoundOnASmallStack()
    {
        string text = new('x', 1500);
        string item = $$"""{"type": "object", "properties": {"a": {"enum": ["{{text}}", "{{text}}y"]} }, "required": ["a"], "additionalProperties": false} """;
        SchemaDocument schema = SchemaDocument.Parse($$"""{"type": "array", "uniqueItems": true, "items": {{item}}}""");
        SortedSet<int> mask = [];
        Thread thread = new(() =>
        {
            GrammarMatcher matcher = GrammarCompiler.Compile(schema, Vocabularies.Small, new GrammarOptions { KeyOrder = KeyOrder.Any }).CreateMatcher();
            if (Reference.AcceptBytes(matcher, System.Text.Encoding.UTF8.GetBytes($$"""[{"a": "{{text}}"}, {"a": "x""")) < 0) mask = Reference.Mask(matcher);
        }, maxStackSize: 256 << 10);
        thread.Start();
        thread.Join();
        Assert.Contains('x', mask);
    }
}
