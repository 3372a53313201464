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

    [Fact]
    public void Validate_ManyEnumValues_AreFoundInATable()
    {
        string values = string.Join(",", Enumerable.Range(0, 50_000).Select(i => i % 2 == 0 ? $"{i}" : $"\"{i}\""));
        string items = string.Join(",", Enumerable.Range(0, 20_000).Select(i => i % 2 == 0 ? $"{i}.0" : $"\"\\u003{i % 10}\""));
        ValidationResult result = Validate($$"""{"items": { "enum": [{{values}}] } }""", $"[{items}]");
        Assert.True(result.IsValid);
        Assert.False(Validate($$"""{"items": { "enum": [{{values}}] } }""", "[50001]").IsValid);
    }

    [Fact]
    public void Validate_DynamicReferenceThatGoesRound_IsInvalidNotACrash()
    {
        ValidationResult result = Validate(
            """
            {"$id": "http://a/", "$dynamicAnchor": "x", "$ref": "b", "$defs": {"b": {"$id": "b", "$dynamicRef": "#x", "$defs": {"x": {"$dynamicAnchor": "x"}}}}}
            """, "1");
        Assert.Contains("nest too deeply", Assert.Single(result.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ValidateCancellable_Cancelled_Throws()
    {
        JsonSchemaValidator validator = new(SchemaDocument.Parse("""{"items": {"type": "integer"}}"""));
        using JsonDocument many = JsonDocument.Parse("[" + string.Join(",", Enumerable.Range(0, 5_000)) + "]");
        Assert.True(validator.ValidateCancellable(many.RootElement, CancellationToken.None).IsValid);
        Assert.Throws<OperationCanceledException>(() => validator.ValidateCancellable(many.RootElement, new CancellationToken(canceled: true)));
        Assert.True(validator.Validate(many.RootElement).IsValid);
    }

    [Fact]
    public void Validate_ValidToolCall_AllocatesNothing()
    {
        JsonSchemaValidator validator = new(SchemaDocument.Parse("""
            {"type": "object", "properties": {"city": {"type": "string", "minLength": 1, "pattern": "^[A-Z]"}, "unit": {"enum": ["celsius", "fahrenheit"]},
             "days": {"type": "integer", "minimum": 1, "maximum": 14}, "share": {"anyOf": [{"type": "null"}, {"multipleOf": 0.25}]}, "tags": {"items": {"type": "string"}, "uniqueItems": true}},
             "required": ["city", "unit"], "additionalProperties": false}
            """));
        using JsonDocument call = JsonDocument.Parse("""{"city": "Roma", "unit": "celsius", "days": 3, "share": 0.75, "tags": ["a", "b"]}""");
        for (int i = 0; i < 100; i++) Assert.True(validator.Validate(call.RootElement).IsValid);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) _ = validator.Validate(call.RootElement);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Validate_FromManyThreads_SharesTheValidator()
    {
        JsonSchemaValidator validator = new(SchemaDocument.Parse("""{"items": {"type": "integer"}, "unevaluatedItems": false, "maxItems": 3}"""));
        using JsonDocument good = JsonDocument.Parse("[1, 2]"), bad = JsonDocument.Parse("[1, \"a\", 3, 4]");
        Parallel.For(0, 10_000, i => Assert.Equal(i % 2 == 0 ? 0 : 2, validator.Validate(i % 2 == 0 ? good.RootElement : bad.RootElement).Errors.Count));
    }

    [Theory]
    [InlineData("""{"format": "ipv4"}""", "\"1.2.3\"", true, false)]
    [InlineData("""{"format": "colour"}""", "\"1.2.3\"", true, true)]
    [InlineData("""{"format": "ipv4"}""", "5", true, true)]
    [InlineData("""{"contentEncoding": "base64"}""", "\"%\"", true, false)]
    [InlineData("""{"contentEncoding": "base64url", "contentMediaType": "application/json"}""", "\"e30\"", true, true)]
    [InlineData("""{"contentEncoding": "base64url"}""", "\"+/\"", true, false)]
    [InlineData("""{"contentEncoding": "quoted-printable"}""", "\"%\"", true, true)]
    [InlineData("""{"contentMediaType": "application/json"}""", "\"{\"", true, false)]
    public void Validate_FormatsAndContent_AreAnnotationsUnlessAsserted(string schema, string instance, bool plain, bool asserted)
    {
        SchemaDocument document = SchemaDocument.Parse(schema);
        using JsonDocument value = JsonDocument.Parse(instance);
        Assert.Equal(plain, new JsonSchemaValidator(document).Validate(value.RootElement).IsValid);
        Assert.Equal(asserted, new JsonSchemaValidator(document) { AssertFormats = true, AssertContent = true }.Validate(value.RootElement).IsValid);
    }

    [Theory]
    [InlineData("""{"properties": {"a": true}, "unevaluatedProperties": false}""", """{"b": 1}""", "#/unevaluatedProperties", "The member 'b' is not allowed.")]
    [InlineData("""{"prefixItems": [true], "unevaluatedItems": {"type": "string"}}""", "[1, 2]", "#/unevaluatedItems/type", "It must be string, not a number.")]
    public void Validate_Unevaluated_SaysWhatIsLeft(string schema, string instance, string where, string message)
    {
        ValidationError error = Assert.Single(Validate(schema, instance).Errors);
        Assert.Equal((where, message), (error.SchemaPointer, error.Message));
    }

    [Theory]
    [InlineData("0.3", "0.1", true)]
    [InlineData("99999999999999999999999", "0.0000000001", true)]
    [InlineData("1000000000000000000000.5", "1000000000000000000000", false)]
    [InlineData("-7.5", "2.5", true)]
    [InlineData("1e400", "3", false)]
    public void Validate_MultipleOf_IsExactOnBothRoads(string number, string divisor, bool expected)
    {
        Assert.Equal(expected, Validate($$"""{"multipleOf": {{divisor}}}""", number).IsValid);
        Assert.Equal(expected, JsonNumber.Parse(number).IsMultipleOf(JsonNumber.Parse(divisor)));
    }

    [Fact]
    public void Validate_RandomNumbers_ShortAndExactComparisonAgree()
    {
        Random random = new(3);
        for (int i = 0; i < 3_000; i++)
        {
            string number = Number(random), bound = Number(random), divisor = Number(random).TrimStart('-');
            if (JsonNumber.Parse(divisor) == default) continue;
            bool expected = JsonNumber.Parse(number) >= JsonNumber.Parse(bound) && JsonNumber.Parse(number).IsMultipleOf(JsonNumber.Parse(divisor));
            Assert.Equal(expected, Validate($$"""{"minimum": {{bound}}, "multipleOf": {{divisor}}}""", number).IsValid);
        }
    }

    private static string Number(Random random)
    {
        string digits = random.NextInt64(0, (long)Math.Pow(10, random.Next(1, 18))).ToString(System.Globalization.CultureInfo.InvariantCulture);
        string text = random.Next(3) == 0 ? $"{digits}.{random.Next(0, 500)}" : random.Next(4) == 0 ? $"{digits}e{random.Next(-5, 6)}" : digits;
        return random.Next(3) == 0 ? "-" + text : text;
    }
}
