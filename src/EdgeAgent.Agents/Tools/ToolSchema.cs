using System.Text.Json;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Agents.Tools;

/// <summary>Reads a tool's schema, so that a bad one is known when the tool is made.</summary>
internal static class ToolSchema
{
    public static SchemaDocument Read(JsonElement schema, string tool)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            throw new AgentException("EA6004", $"The parameters of the tool are {schema.ValueKind} instead of a JSON Schema object.", $"tool {tool}",
                """Describe them as {"type": "object", "properties": {...}}.""");
        }
        try
        {
            return SchemaDocument.Parse(schema);
        }
        catch (JsonSchemaException e)
        {
            throw new AgentException("EA6004", e.What, $"tool {tool}, {e.Where}", e.Fix, e);
        }
    }
}
