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
}
