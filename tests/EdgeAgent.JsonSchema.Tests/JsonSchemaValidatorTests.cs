using System.Text.Json;

namespace EdgeAgent.JsonSchema.Tests;

public class JsonSchemaValidatorTests
{
    private static ValidationResult Validate(string schema, string instance)
    {
        using JsonDocument document = JsonDocument.Parse(instance, new JsonDocumentOptions { MaxDepth = 100_000 });
        return new JsonSchemaValidator(SchemaDocument.Parse(schema)).Validate(document.RootElement);
    }

    [Theory]
    [InlineData("""{"$ref": "#"}""", "EA1008", "#")]
    [InlineData("""{"allOf": [{"$ref": "#/$defs/a"}], "$defs": {"a": {"not": {"$ref": "#"}}}}""", "EA1008", "#")]
    [InlineData("""{"properties": {"a": {"pattern": "("}}}""", "EA1009", "#/properties/a/pattern")]
    [InlineData("""{"patternProperties": {"\\p{Script=Foo}": {}}}""", "EA1009", "#/patternProperties")]
    public void Constructor_WhatCannotBeChecked_IsRefused(string schema, string code, string where)
    {
        JsonSchemaException e = Assert.Throws<JsonSchemaException>(() => new JsonSchemaValidator(SchemaDocument.Parse(schema)));
        Assert.Equal((code, where), (e.Code, e.Where));
    }

    [Fact]
    public void Validate_SeveralFaults_AreAllListedWithTheirPlaces()
    {
        ValidationResult result = Validate(
            """{"properties": {"n": {"maximum": 100}, "s": {"items": {"enum": ["a", "b"]}}}, "required": ["x"], "additionalProperties": false}""",
            """{"n": 140, "s": ["a", "c"], "y": 1}""");
        Assert.Equal(
            ["# #/required", "#/n #/properties/n/maximum", "#/s/1 #/properties/s/items/enum", "# #/additionalProperties"],
            result.Errors.Select(e => $"{e.InstancePointer} {e.SchemaPointer}"));
        Assert.Equal("It must be at most 100, not 140.", result.Errors[1].Message);
    }

    [Theory]
    [InlineData("""{"a": 1, "a": 2}""")]
    [InlineData("""[{"a": {"b": 1, "\u0062": 2}}]""")]
    [InlineData("\"\\ud800\"")]
    [InlineData("{\"\\ud800\": 1}")]
    public void Validate_DuplicateNameOrHalfCharacter_IsInvalidWhateverTheSchema(string instance) => Assert.False(Validate("true", instance).IsValid);

    [Fact]
    public void Validate_ValueNestedFarTooDeep_IsInvalidNotACrash()
    {
        const int Depth = 20_000;
        ValidationResult result = Validate("""{"items": {"$ref": "#"}}""", new string('[', Depth) + new string(']', Depth));
        Assert.False(result.IsValid);
    }

    [Fact]
    public void Validate_ExponentialSchema_EndsAtTheStepLimit()
    {
        string levels = string.Join(",", Enumerable.Range(0, 40).Select(i => $$"""
            "a{{i}}": {"allOf": [{"$ref": "#/$defs/a{{i + 1}}"}, {"$ref": "#/$defs/a{{i + 1}}"}]}
            """));
        SchemaDocument schema = SchemaDocument.Parse($$"""{"not": {"$ref": "#/$defs/a0"}, "$defs": { {{levels}}, "a40": {"type": "string"} } }""");
        using JsonDocument one = JsonDocument.Parse("\"1\"");
        ValidationResult result = new JsonSchemaValidator(schema) { MaxSteps = 100_000 }.Validate(one.RootElement);
        Assert.False(result.IsValid);
        Assert.Contains("100,000 steps", result.Errors[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("^a.c$", "abc", true)]
    [InlineData("^a.c$", "a😀c", true)]
    [InlineData("^a[^b]c$", "a😀c", true)]
    [InlineData("^[a😀]$", "😀", true)]
    [InlineData("^[^😀]$", "😀", false)]
    [InlineData("^[^😀]$", "😁", true)]
    [InlineData("^x$", "x\n", false)]
    [InlineData("^\\d$", "٣", false)]
    [InlineData("^\\w$", "é", false)]
    [InlineData("^\\S$", "\u00a0", false)]
    [InlineData("\\bfoo\\b", "a foo b", true)]
    [InlineData("^\\p{Letter}+$", "èé", true)]
    [InlineData("^\\u{1F600}$", "😀", true)]
    [InlineData("^(?!x)[a-z[]{2}$", "a[", true)]
    [InlineData("(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", false)]
    public void Validate_Pattern_HasTheMeaningOfEcma262(string pattern, string text, bool expected) =>
        Assert.Equal(expected, Validate($$"""{"pattern": {{JsonSerializer.Serialize(pattern)}}}""", JsonSerializer.Serialize(text)).IsValid);

    [Fact]
    public void Validate_ManyItems_UniquenessIsNotQuadratic() =>
        Assert.True(Validate("""{"uniqueItems": true}""", "[" + string.Join(",", Enumerable.Range(0, 100_000)) + "]").IsValid);
}
