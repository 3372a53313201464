using System.Text.Json;

namespace EdgeAgent.JsonSchema.Tests;

public class SchemaDocumentTests
{
    [Theory]
    [InlineData("{", "EA1001", "line 1")]
    [InlineData("{} {}", "EA1001", "line 1")]
    [InlineData("[]", "EA1002", "#")]
    [InlineData("""{"properties": {"a": 3}}""", "EA1002", "#/properties/a")]
    [InlineData("""{"type": "strnig"}""", "EA1003", "#/type")]
    [InlineData("""{"properties": {"a/b": {"minLength": "3"}}}""", "EA1003", "#/properties/a~1b/minLength")]
    [InlineData("""{"properties": {"a": {"required": true}}}""", "EA1003", "#/properties/a/required")]
    [InlineData("""{"minLength": -1}""", "EA1003", "#/minLength")]
    [InlineData("""{"multipleOf": 0}""", "EA1003", "#/multipleOf")]
    [InlineData("""{"anyOf": []}""", "EA1003", "#/anyOf")]
    [InlineData("""{"enum": 3}""", "EA1003", "#/enum")]
    [InlineData("""{"type": "string", "type": "null"}""", "EA1010", "#")]
    [InlineData("""{"properties": {"a": {}, "a": {}}}""", "EA1010", "#/properties")]
    [InlineData("""{"required": ["\ud800"]}""", "EA1010", "#/required/0")]
    [InlineData("""{"\udc00": 1}""", "EA1010", "#")]
    [InlineData("""{"$ref": "#/$defs/missing"}""", "EA1005", "#/$ref")]
    [InlineData("""{"items": {"$ref": "https://example.com/other.json"}}""", "EA1006", "#/items/$ref")]
    public void Parse_BadSchema_SaysWhatWhereAndHowToFix(string schema, string code, string where)
    {
        JsonSchemaException e = Assert.Throws<JsonSchemaException>(() => SchemaDocument.Parse(schema));
        Assert.Equal(code, e.Code);
        Assert.StartsWith(where, e.Where, StringComparison.Ordinal);
        Assert.NotEmpty(e.What);
        Assert.NotEmpty(e.Fix);
    }

    [Fact]
    public void Parse_TooDeepTooLongTooMany_IsRefused()
    {
        string deep = string.Concat(Enumerable.Repeat("{\"items\":", 300)) + "true" + new string('}', 300);
        Assert.Equal("EA1001", Assert.Throws<JsonSchemaException>(() => SchemaDocument.Parse(deep)).Code); // the JSON reader's own limit
        using JsonDocument parsed = JsonDocument.Parse(deep, new JsonDocumentOptions { MaxDepth = 1000 });
        Assert.Equal("EA1004", Assert.Throws<JsonSchemaException>(() => SchemaDocument.Parse(parsed.RootElement)).Code);
        Assert.Equal("EA1004", Assert.Throws<JsonSchemaException>(() => SchemaDocument.Parse("""{"title": "long"}""", new SchemaDocumentOptions { MaxBytes = 10 })).Code);
        Assert.Equal("EA1004", Assert.Throws<JsonSchemaException>(() => SchemaDocument.Parse("""{"items": {}, "not": {}}""", new SchemaDocumentOptions { MaxSchemas = 2 })).Code);
    }

    [Fact]
    public void Parse_UnknownKeyword_IsListed()
    {
        SchemaDocument schema = SchemaDocument.Parse("""{"properties": {"a": {"typ": "string", "description": "\u0001"}}}""");
        SchemaAnnotation annotation = Assert.Single(schema.Annotations);
        Assert.Equal(("#/properties/a", "typ"), (annotation.Pointer, annotation.Keyword));
        Assert.True(schema.Root.Properties![0].Value.AllowsEverything);
    }

    [Fact]
    public void Parse_OlderForms_AreReadAsTheLaterOnes()
    {
        SchemaNode root = SchemaDocument.Parse("""{"minimum": 3, "exclusiveMinimum": true, "items": [{"type": "string"}], "additionalItems": false}""").Root;
        Assert.Null(root.Minimum);
        Assert.Equal(JsonNumber.Parse("3"), root.ExclusiveMinimum);
        Assert.Equal(SchemaTypes.String, Assert.Single(root.PrefixItems!).Types);
        Assert.False(root.Items!.Boolean);
    }

    [Fact]
    public void Ref_RecursiveAndIntoUnknownPlaces_IsResolved()
    {
        SchemaNode root = SchemaDocument.Parse("""{"properties": {"next": {"$ref": "#"}, "a%b": {"$ref": "#/things/a~1b/0"}}, "things": {"a/b": [{"type": "null"}]}}""").Root;
        Assert.Same(root, root.Properties![0].Value.Ref);
        Assert.Equal("#/things/a~1b/0", root.Properties[1].Value.Ref!.Pointer);
    }

    [Theory]
    [InlineData("1e2", "100", 0)]
    [InlineData("0.1", "0.10", 0)]
    [InlineData("-0", "0.0e5", 0)]
    [InlineData("1e999999999999", "1e-99999999999", 1)]
    [InlineData("-1.5", "-1.25", -1)]
    [InlineData("123456789012345678901234567890", "123456789012345678901234567891", -1)]
    public void JsonNumber_CompareTo_IsExact(string a, string b, int expected) =>
        Assert.Equal(expected, Math.Sign(JsonNumber.Parse(a).CompareTo(JsonNumber.Parse(b))));

    [Theory]
    [InlineData("1e2", "100")]
    [InlineData("-0.0050", "-0.005")]
    [InlineData("12.5", "12.5")]
    [InlineData("1.5e30", "15e29")]
    public void JsonNumber_ToString_IsPlainWhereShort(string text, string expected) => Assert.Equal(expected, JsonNumber.Parse(text).ToString());

    [Theory]
    [InlineData("4.5", "1.5", true)]
    [InlineData("1e308", "0.123456789", false)]
    [InlineData("1e308", "0.5", true)]
    [InlineData("0.0075", "0.0001", true)]
    [InlineData("1e-1000000", "1", false)]
    public void JsonNumber_IsMultipleOf_IsExact(string a, string b, bool expected) =>
        Assert.Equal(expected, JsonNumber.Parse(a).IsMultipleOf(JsonNumber.Parse(b)));
}
