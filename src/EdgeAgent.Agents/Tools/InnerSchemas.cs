using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Tools;

/// <summary>Mends what Microsoft.Extensions.AI writes of the types inside a parameter.</summary>
/// <remarks>
/// Inside a parameter that may be null it marks every reference as nullable, so that a record's required texts would become optional,
/// and it forgets [Required] in a struct that may be null.
/// And it shows properties that nothing can set: the model would fill them in for nothing.
/// </remarks>
internal static class InnerSchemas
{
    public static AIJsonSchemaCreateOptions Options { get; } = new() { TransformSchemaNode = Mend };

    /// <summary>True for a property whose value JSON cannot give: it is computed, or ignored.</summary>
    public static bool IsReadOnly(JsonPropertyInfo property) => property.Set is null && property.AssociatedParameter is null;

    private static JsonNode Mend(AIJsonSchemaCreateContext context, JsonNode schema)
    {
        if (schema is not JsonObject node) return schema;
        // The format "time" wants an offset, from which no TimeOnly can be read.
        if ((Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type) == typeof(TimeOnly) && node.Remove("format"))
            node["pattern"] = "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$";
        Type? inner = Nullable.GetUnderlyingType(context.TypeInfo.Type);
        if (!context.Path.IsEmpty && context.PropertyInfo is { IsGetNullable: false, IsSetNullable: false }
            && inner is null && node["type"] is JsonArray types)
            node["type"] = types.First(t => (string?)t != "null")!.DeepClone();
        if (node["properties"] is JsonObject properties)
        {
            JsonTypeInfo type = inner is null ? context.TypeInfo : context.TypeInfo.Options.GetTypeInfo(inner);
            RemoveReadOnly(node, properties, type);
            if (inner is not null) RequireMarked(node, type);
        }
        return node;
    }

    private static void RemoveReadOnly(JsonObject node, JsonObject properties, JsonTypeInfo type)
    {
        foreach (string name in type.Properties.Where(IsReadOnly).Select(p => p.Name))
        {
            properties.Remove(name);
            if (node["required"] is JsonArray required) required.RemoveAll(r => (string?)r == name);
        }
    }

    // [Required] inside a struct that may be null.
    private static void RequireMarked(JsonObject node, JsonTypeInfo type)
    {
        JsonArray required = node["required"] as JsonArray ?? [];
        foreach (JsonPropertyInfo property in type.Properties)
        {
            if (property.AttributeProvider?.IsDefined(typeof(RequiredAttribute), inherit: true) is true
                && !required.Any(r => (string?)r == property.Name))
                required.Add((JsonNode)property.Name);
        }
        if (required.Count > 0 && required.Parent is null) node["required"] = required;
    }
}
