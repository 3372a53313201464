using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Agents.Tools;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Agents.Parsing;

/// <summary>Mends arguments of the wrong JSON type where the right one is plain: a number, a boolean or JSON inside a string, one value
/// for an array.</summary>
/// <remarks>All or nothing: arguments that would not be valid afterwards stay as they were, and the validator's error stands.</remarks>
internal static class ArgumentRepair
{
    /// <summary>The arguments, mended where that makes them valid.</summary>
    public static JsonElement Apply(JsonElement arguments, JsonElement schema, IJsonSchemaValidator validator, RepairLog repairs)
    {
        RepairLog tried = new(repairs.Left);
        JsonNode? node = null;
        JsonElement current = arguments;
        for (ValidationResult result = validator.Validate(current); !result.IsValid; result = validator.Validate(current))
        {
            node ??= JsonNode.Parse(arguments.GetRawText());
            if (!MendOne(ref node!, result.Errors, schema, tried)) return arguments;
            current = ToolJson.ToElement(node);
        }
        foreach (ToolCallRepair repair in tried.Repairs) repairs.Add(repair.Kind, repair.Where);
        return current;
    }

    private static bool MendOne(ref JsonNode root, IReadOnlyList<ValidationError> errors, JsonElement schema, RepairLog repairs)
    {
        foreach (ValidationError error in errors)
        {
            if (error.Keyword != "type" || Wanted(schema, error.SchemaPointer) is not { } wanted) continue;
            if (At(root, error.InstancePointer) is not { } value || Mend(value, wanted) is not ({ } mended, { } kind)) continue;
            if (!repairs.Add(kind, error.InstancePointer)) return false;
            Replace(ref root, value, mended);
            return true;
        }
        return false;
    }

    private static void Replace(ref JsonNode root, JsonNode value, JsonNode by)
    {
        switch (value.Parent)
        {
            case JsonObject members: members[value.GetPropertyName()] = by; break;
            case JsonArray items: items[value.GetElementIndex()] = by; break;
            default: root = by; break;
        }
    }

    private static (JsonNode? Mended, ToolCallRepairKind Kind)? Mend(JsonNode value, HashSet<string> wanted)
    {
        if (value.GetValueKind() == JsonValueKind.String)
        {
            string text = value.GetValue<string>();
            bool isNumber = NumberText.IsJson(text) && (wanted.Contains("number") || (wanted.Contains("integer") && JsonNumber.Parse(text).IsInteger));
            if (isNumber) return (JsonNode.Parse(text), ToolCallRepairKind.NumberInString);
            if (wanted.Contains("boolean") && text is "true" or "false") return (JsonNode.Parse(text), ToolCallRepairKind.BooleanInString);
            if (Inner(text) is { } inner && wanted.Contains(inner is JsonObject ? "object" : "array")) return (inner, ToolCallRepairKind.JsonInString);
        }
        return wanted.Contains("array") && value is not JsonArray ? (new JsonArray(value.DeepClone()), ToolCallRepairKind.SingleItem) : null;
    }

    private static JsonNode? Inner(string text) =>
        text.AsSpan().TrimStart() is ['{' or '[', ..] && LenientJson.TryRead(text, 0, new RepairLog(0), out JsonElement json)
            ? JsonNode.Parse(json.GetRawText()) : null;

    /// <summary>The types that a keyword <c>type</c> at this pointer names.</summary>
    private static HashSet<string>? Wanted(JsonElement schema, string pointer)
    {
        foreach (string segment in Segments(pointer))
            if (!Step(ref schema, segment)) return null;
        return schema.ValueKind switch
        {
            JsonValueKind.String => [schema.GetString()!],
            JsonValueKind.Array => [.. schema.EnumerateArray().Where(t => t.ValueKind == JsonValueKind.String).Select(t => t.GetString()!)],
            _ => null,
        };
    }

    private static bool Step(ref JsonElement schema, string segment)
    {
        if (schema.ValueKind == JsonValueKind.Object) return schema.TryGetProperty(segment, out schema);
        if (schema.ValueKind != JsonValueKind.Array || !int.TryParse(segment, out int index) || index < 0 || index >= schema.GetArrayLength()) return false;
        schema = schema[index];
        return true;
    }

    private static JsonNode? At(JsonNode root, string pointer)
    {
        JsonNode? node = root;
        foreach (string segment in Segments(pointer))
        {
            node = node switch
            {
                JsonObject members => members[segment],
                JsonArray items when int.TryParse(segment, out int index) && index >= 0 && index < items.Count => items[index],
                _ => null,
            };
        }
        return node;
    }

    /// <summary>The segments of a JSON pointer (RFC 6901), a leading <c>#</c> not counted.</summary>
    private static IEnumerable<string> Segments(string pointer) => pointer.TrimStart('#').Split('/').Skip(1)
        .Select(s => s.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal));
}
