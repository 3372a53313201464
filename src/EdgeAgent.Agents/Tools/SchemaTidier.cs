using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EdgeAgent.Agents.Tools;

/// <summary>Makes the schema that Microsoft.Extensions.AI reads from a signature shorter and plainer, for a small model.</summary>
/// <remarks>
/// What it changes: whoever may be null need not be given, and keeps its simple type (<c>"integer"</c>, not <c>["integer", "null"]</c>);
/// <c>default</c>, <c>title</c>, <c>$schema</c> and <c>$comment</c> go; keys stand as models were trained to read them: type, then
/// rules, then
/// description, and <c>required</c> after <c>properties</c>.
/// </remarks>
internal static class SchemaTidier
{
    private static readonly string[] Dropped = ["$schema", "$comment", "title", "default"];
    private static readonly string[] First = ["type", "properties", "required", "items", "enum", "format"];

    /// <summary>The schema to show.</summary>
    public static JsonElement Tidy(JsonElement schema) => ToolJson.ToElement(Tidy(JsonNode.Parse(schema.GetRawText())!.AsObject()));

    /// <summary>The schema to check against: the same, with no argument allowed that is not declared.</summary>
    public static JsonElement Close(JsonElement schema)
    {
        JsonNode root = JsonNode.Parse(schema.GetRawText())!;
        CloseObjects(root);
        return ToolJson.ToElement(root);
    }

    private static JsonObject Tidy(JsonObject schema)
    {
        foreach (string name in Dropped) schema.Remove(name);
        HashSet<string> optional = TidyProperties(schema);
        TidyRequired(schema, optional);
        DropNull(schema);
        ReadNumber(schema, "minimum");
        ReadNumber(schema, "maximum");
        TidyChild(schema, "items");
        TidyChild(schema, "additionalProperties");
        if (schema["anyOf"] is JsonArray branches) schema["anyOf"] = new JsonArray([.. branches.Select(b => (JsonNode)TidyAny(b))]);
        return InOrder(schema);
    }

    private static JsonObject TidyAny(JsonNode? schema) => schema is JsonObject o ? Tidy((JsonObject)o.DeepClone()) : [];

    private static void TidyChild(JsonObject schema, string name)
    {
        if (schema[name] is JsonObject child) schema[name] = TidyAny(child);
    }

    /// <summary>Tidies each property and returns the names of those that may be null.</summary>
    private static HashSet<string> TidyProperties(JsonObject schema)
    {
        HashSet<string> optional = [];
        if (schema["properties"] is not JsonObject properties) return optional;
        JsonObject tidy = [];
        foreach ((string name, JsonNode? property) in properties)
        {
            if (property is JsonObject o && MayBeNull(o)) optional.Add(name);
            tidy[name] = TidyAny(property); // "true" (any value) becomes {}, which every reader knows
        }
        schema["properties"] = tidy;
        return optional;
    }

    private static void TidyRequired(JsonObject schema, HashSet<string> optional)
    {
        if (schema["required"] is not JsonArray required) return;
        JsonArray left = new([.. required.Where(r => !optional.Contains((string)r!)).Select(r => r!.DeepClone())]);
        if (left.Count > 0) schema["required"] = left;
        else schema.Remove("required");
    }

    private static bool MayBeNull(JsonObject schema) => schema["type"] is JsonArray types && types.Any(t => (string?)t == "null");

    private static void DropNull(JsonObject schema)
    {
        if (schema["type"] is JsonArray types)
        {
            JsonNode[] left = [.. types.Where(t => (string?)t != "null").Select(t => t!.DeepClone())];
            schema["type"] = left.Length == 1 ? left[0] : new JsonArray(left);
        }
        if (schema["enum"] is JsonArray values)
            schema["enum"] = new JsonArray([.. values.Where(v => v is not null).Select(v => v!.DeepClone())]);
    }

    /// <summary>[Range(typeof(decimal), "0.5", "2")] arrives as text, which JSON Schema does not allow.</summary>
    private static void ReadNumber(JsonObject schema, string name)
    {
        if (schema[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String
            && decimal.TryParse((string?)value, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number))
            schema[name] = number;
    }

    private static JsonObject InOrder(JsonObject schema)
    {
        JsonObject ordered = [];
        foreach (string name in First)
            if (schema[name] is { } value) ordered[name] = value.DeepClone();
        foreach ((string name, JsonNode? value) in schema)
            if (name != "description" && !First.Contains(name)) ordered[name] = value?.DeepClone();
        if (schema["description"] is { } description) ordered["description"] = description.DeepClone();
        return ordered;
    }

    private static void CloseObjects(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject schema:
                foreach (JsonNode? child in schema.Select(p => p.Value).ToArray()) CloseObjects(child);
                if (schema["properties"] is JsonObject && schema["type"] is JsonValue && !schema.ContainsKey("additionalProperties"))
                    schema["additionalProperties"] = false;
                break;
            case JsonArray items:
                foreach (JsonNode? item in items) CloseObjects(item);
                break;
        }
    }
}
