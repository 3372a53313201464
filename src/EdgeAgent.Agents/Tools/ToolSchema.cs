using System.Text.Json;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Agents.Tools;

/// <summary>Reads a tool's schema when the tool is made, so that one that cannot be checked never reaches a conversation.</summary>
internal static class ToolSchema
{
    public static IJsonSchemaValidator Validator(JsonElement schema, string tool)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            throw new AgentException(
                "EA6004", $"The parameters of the tool are {schema.ValueKind} instead of a JSON Schema object.", $"tool {tool}",
                """Describe them as {"type": "object", "properties": {...}}.""");
        }
        try
        {
            return new JsonSchemaValidator(SchemaDocument.Parse(schema));
        }
        catch (JsonSchemaException e)
        {
            throw new AgentException("EA6004", e.What, $"tool {tool}, {e.Where}", e.Fix, e);
        }
    }
}
