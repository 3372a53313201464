using System.Text.Json;
using System.Text.Json.Nodes;

namespace EdgeAgent.Grammar.Tests.Differential;

/// <summary>What a schema does not allow, keyword by keyword, as schemas of which one must hold.</summary>
/// <remarks>
/// Members that begin with NUL are the reference's own: <c>\0not</c> (a schema that must not hold), <c>\0except</c> (texts that a string may not be),
/// <c>\0without</c> (names that an object may not have), <c>\0members</c> (what members must be, without being declared), <c>\0contains</c>,
/// and <see cref="Unevaluated"/>'s.
/// </remarks>
internal static class Negation
{
    private static readonly string[] s_types = ["null", "boolean", "number", "string", "array", "object"];

    /// <summary>Keywords that the reference can tell to hold and cannot tell not to hold.</summary>
    private static readonly HashSet<string> s_positiveOnly =
    [
        "multipleOf", "additionalProperties", "additionalItems", "prefixItems", "dependencies", "dependentSchemas", "minContains", "maxContains", "oneOf", "unevaluatedProperties",
        "unevaluatedItems",
    ];

    /// <summary>The ways not to satisfy a schema's own keywords; references and combinations apart.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="keyword">One of its keywords.</param>
    public static IEnumerable<JsonObject> Of(NaiveSchema schema, string keyword)
    {
        JsonElement value = schema[keyword];
        if (s_positiveOnly.Contains(keyword)) throw new NotKnownException($"not {keyword}");
        return keyword switch
        {
            "type" => [OtherTypes(value)],
            "const" => NoneOf([value]),
            "enum" => NoneOf([.. value.EnumerateArray()]),
            "minimum" => [Number("maximum", value, schema["exclusiveMinimum"].ValueKind != JsonValueKind.True)],
            "maximum" => [Number("minimum", value, schema["exclusiveMaximum"].ValueKind != JsonValueKind.True)],
            "exclusiveMinimum" when value.ValueKind == JsonValueKind.Number => [Number("maximum", value, false)],
            "exclusiveMaximum" when value.ValueKind == JsonValueKind.Number => [Number("minimum", value, false)],
            "minLength" => Fewer(schema, keyword, "string", "maxLength"),
            "minItems" => Fewer(schema, keyword, "array", "maxItems"),
            "minProperties" => Fewer(schema, keyword, "object", "maxProperties"),
            "maxLength" => [Sized("string", "minLength", schema.Count(keyword, 0) + 1)],
            "maxItems" => [Sized("array", "minItems", schema.Count(keyword, 0) + 1)],
            "maxProperties" => [Sized("object", "minProperties", schema.Count(keyword, 0) + 1)],
            "required" => value.EnumerateArray().Select(name => new JsonObject { ["type"] = "object", ["\0without"] = new JsonArray(name.GetString()) }),
            "dependentRequired" => value.EnumerateObject().SelectMany(p => p.Value.EnumerateArray().Select(other => new JsonObject
            {
                ["type"] = "object", ["required"] = new JsonArray(p.Name), ["\0without"] = new JsonArray(other.GetString()),
            })),
            "properties" => value.EnumerateObject().Select(p => new JsonObject
            {
                ["type"] = "object", ["required"] = new JsonArray(p.Name), ["\0members"] = new JsonObject { [p.Name] = Not(p.Value) },
            }),
            "items" when value.ValueKind == JsonValueKind.Array || schema.Has("prefixItems") => throw new NotKnownException("not a list of items"),
            "items" => [new JsonObject { ["type"] = "array", ["\0contains"] = Not(value) }],
            "contains" => [new JsonObject { ["type"] = "array", ["items"] = Not(value) }],
            _ => [],
        };
    }

    /// <summary>A schema that holds where another does not.</summary>
    public static JsonObject Not(JsonElement schema) => new() { ["\0not"] = JsonSerializer.SerializeToNode(schema) };

    private static JsonObject OtherTypes(JsonElement types)
    {
        string[] names = types.ValueKind == JsonValueKind.Array ? [.. types.EnumerateArray().Select(t => t.GetString()!)] : [types.GetString()!];
        if (names.Contains("integer") && !names.Contains("number")) throw new NotKnownException("not an integer");
        return new() { ["type"] = new JsonArray([.. s_types.Except(names).Select(t => JsonValue.Create(t))]) };
    }

    private static IEnumerable<JsonObject> NoneOf(List<JsonElement> values)
    {
        string[] types = [.. values.Select(TypeOf).Distinct()];
        yield return new() { ["type"] = new JsonArray([.. s_types.Except(types).Select(t => JsonValue.Create(t))]) };
        if (values.Any(v => v.ValueKind is JsonValueKind.Array or JsonValueKind.Object)) throw new NotKnownException("not a list or an object");
        JsonElement[] texts = [.. values.Where(v => v.ValueKind == JsonValueKind.String)];
        if (texts.Length > 0) yield return new() { ["type"] = "string", ["\0except"] = new JsonArray([.. texts.Select(t => JsonValue.Create(t.GetString()))]) };
        bool[] truths = [.. values.Where(v => v.ValueKind is JsonValueKind.True or JsonValueKind.False).Select(v => v.GetBoolean()).Distinct()];
        if (truths.Length == 1) yield return new() { ["\0scalar"] = !truths[0] };
        JsonElement[] numbers = [.. values.Where(v => v.ValueKind == JsonValueKind.Number).OrderBy(NumberSet.Read)];
        for (int i = 0; i <= numbers.Length && numbers.Length > 0; i++)
        {
            JsonObject between = new() { ["type"] = "number" };
            if (i > 0) (between["minimum"], between["exclusiveMinimum"]) = (JsonSerializer.SerializeToNode(numbers[i - 1]), true);
            if (i < numbers.Length) (between["maximum"], between["exclusiveMaximum"]) = (JsonSerializer.SerializeToNode(numbers[i]), true);
            yield return between;
        }
    }

    private static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "null", JsonValueKind.True or JsonValueKind.False => "boolean", JsonValueKind.Number => "number",
        JsonValueKind.String => "string", JsonValueKind.Array => "array", _ => "object",
    };

    private static JsonObject Number(string bound, JsonElement value, bool exclusive)
    {
        JsonObject number = new() { ["type"] = "number", [bound] = JsonSerializer.SerializeToNode(value) };
        if (exclusive) number[bound == "maximum" ? "exclusiveMaximum" : "exclusiveMinimum"] = true;
        return number;
    }

    private static IEnumerable<JsonObject> Fewer(NaiveSchema schema, string keyword, string type, string most)
        => schema.Count(keyword, 0) is > 0 and long least ? [Sized(type, most, least - 1)] : [];

    private static JsonObject Sized(string type, string keyword, long count) => new() { ["type"] = type, [keyword] = count };
}
