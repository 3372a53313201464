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
    [InlineData("""{"items": {"$dynamicRef": "#missing"}}""", "EA1005", "#/items/$dynamicRef")]
    [InlineData("""{"$ref": "http://[::1"}""", "EA1003", "#/$ref")]
    [InlineData("""{"$id": "http://[::1"}""", "EA1003", "#/$id")]
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

    private static SchemaDocumentOptions With(params (string Uri, string Schema)[] documents) =>
        new() { Documents = documents.ToDictionary(d => d.Uri, d => JsonSerializer.Deserialize<JsonElement>(d.Schema)) };

    [Fact]
    public void Documents_ReferencesIntoThem_AreResolvedByTheirUris()
    {
        SchemaDocumentOptions options = With(
            ("http://a/one.json", """{"$defs": {"x": {"type": "null"}}, "items": {"$ref": "two"}}"""),
            ("http://a/other", """{"$defs": {"y": {"$id": "http://a/two", "$anchor": "here", "type": "string"}}}"""));
        SchemaNode root = SchemaDocument.Parse("""{"allOf": [{"$ref": "http://a/one.json#/$defs/x"}, {"$ref": "http://a/two#here"}, {"$ref": "http://a/one.json"}]}""", options).Root;
        Assert.Equal(["http://a/one.json#/$defs/x", "http://a/other#/$defs/y", "http://a/one.json#"], root.AllOf!.Select(n => n.Ref!.Pointer));
        Assert.Same(root.AllOf![1].Ref, root.AllOf[2].Ref!.Items!.Ref);
    }

    [Fact]
    public void Documents_WithAFault_AreNamedInTheError()
    {
        JsonSchemaException e = Assert.Throws<JsonSchemaException>(() => SchemaDocument.Parse("""{"$ref": "http://a/b"}""", With(("http://a/b", """{"properties": {"x": {"type": 3}}}"""))));
        Assert.Equal(("EA1003", "http://a/b#/properties/x/type"), (e.Code, e.Where));
        e = Assert.Throws<JsonSchemaException>(() => SchemaDocument.Parse("""{"$ref": "http://a/b"}""", With(("http://a/b", """{"x": ["\ud800"]}"""))));
        Assert.Equal(("EA1010", "http://a/b#/x/0"), (e.Code, e.Where));
    }

    [Fact]
    public void Documents_OfManySchemas_CountTowardsTheLimit() => Assert.Equal("EA1004",
        Assert.Throws<JsonSchemaException>(() => SchemaDocument.Parse("""{"$ref": "http://a/b"}""", With(("http://a/b", """{"not": {"not": {}}}""")) with { MaxSchemas = 3 })).Code);

    [Theory]
    [InlineData("http://json-schema.org/draft-04/schema#")]
    [InlineData("http://json-schema.org/draft-06/schema#")]
    [InlineData("http://json-schema.org/draft-07/schema#")]
    [InlineData("https://json-schema.org/draft/2019-09/schema")]
    [InlineData("https://json-schema.org/draft/2020-12/schema")]
    [InlineData("https://json-schema.org/draft/2020-12/meta/format-assertion")]
    public void MetaSchemas_OfEveryDraft_AreThereAndJudgeThemselves(string uri)
    {
        JsonSchemaValidator validator = new(SchemaDocument.Parse($$"""{"$ref": "{{uri}}"}"""));
        Assert.True(validator.Validate(validator.Schema.Ref!.Json).IsValid);
        using JsonDocument bad = JsonDocument.Parse("""{"type": 3, "format": 3, "properties": {"a": {"minLength": -1}}}""");
        Assert.False(validator.Validate(bad.RootElement).IsValid);
    }

    [Fact]
    public void Dialect_ThatDemandsAnUnknownVocabulary_IsRefused()
    {
        SchemaDocumentOptions options = With(("http://a/meta", """{"$schema": "https://json-schema.org/draft/2020-12/schema", "$vocabulary": {"http://a/units": true}}"""));
        JsonSchemaException e = Assert.Throws<JsonSchemaException>(() => SchemaDocument.Parse("""{"items": {"$id": "http://a/x", "$schema": "http://a/meta"}}""", options));
        Assert.Equal(("EA1007", "#/items/$schema"), (e.Code, e.Where));
    }

    [Fact]
    public void Dialect_WithoutValidation_LeavesItsKeywordsOutAndSaysSo()
    {
        SchemaDocumentOptions options = With(("http://a/meta", """
            {"$schema": "https://json-schema.org/draft/2020-12/schema", "$vocabulary": {
              "https://json-schema.org/draft/2020-12/vocab/applicator": true, "https://json-schema.org/draft/2020-12/vocab/format-assertion": true,
              "http://a/units": false}}
            """));
        SchemaDocument document = SchemaDocument.Parse("""{"$schema": "http://a/meta", "items": {"minimum": 3, "format": "date"}}""", options);
        Assert.Null(document.Root.Items!.Minimum);
        Assert.True(document.Root.Items.AssertsFormat);
        Assert.False(document.Root.Items.AllowsEverything);
        Assert.Equal(("#/items", "minimum"), (Assert.Single(document.Annotations).Pointer, document.Annotations[0].Keyword));
    }

    [Fact]
    public void DynamicRef_Targets_AreTheNamedOneAndThoseThatMayTakeItsPlace()
    {
        SchemaNode root = SchemaDocument.Parse("""
            {"$id": "http://a/", "$ref": "list", "$defs": {
              "own": {"$dynamicAnchor": "item", "type": "string"},
              "list": {"$id": "list", "items": {"$dynamicRef": "#item"}, "contains": {"$dynamicRef": "#plain"},
                "$defs": {"any": {"$dynamicAnchor": "item"}, "plain": {"$anchor": "plain"}}}}}
            """).Root;
        SchemaNode list = root.Ref!;
        Assert.Equal(["#/$defs/list/$defs/any", "#/$defs/own"], list.Items!.DynamicRefTargets!.Select(n => n.Pointer));
        Assert.Equal(["#/$defs/list/$defs/plain"], list.Contains!.DynamicRefTargets!.Select(n => n.Pointer));
        Assert.Equal("item", list.Items.DynamicRefTargets![0].DynamicAnchor);
        Assert.Same(list, list.Items.ResourceRoot);
        Assert.Null(root.DynamicRefTargets);
    }

    [Fact]
    public void RecursiveRef_WithAnAnchor_MayBeRedirected()
    {
        SchemaNode root = SchemaDocument.Parse("""
            {"$schema": "https://json-schema.org/draft/2019-09/schema", "$id": "http://a/", "$recursiveAnchor": true, "$ref": "b",
             "$defs": {"b": {"$id": "b", "$recursiveAnchor": true, "items": {"$recursiveRef": "#"}}}}
            """).Root;
        Assert.True(root.RecursiveAnchor);
        Assert.Equal([root.Ref!, root], root.Ref!.Items!.DynamicRefTargets!);
    }

    [Fact]
    public void Ref_BesideDefinitionsInAnOldDraft_FindsThemAndTheirIds()
    {
        SchemaNode root = SchemaDocument.Parse("""
            {"$schema": "http://json-schema.org/draft-07/schema#", "$ref": "http://a/x", "type": "null", "definitions": {"x": {"$id": "http://a/x", "type": "string"}}}
            """).Root;
        Assert.Equal((SchemaTypes.None, SchemaTypes.String), (root.Types, root.Ref!.Types));
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
