using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace EdgeAgent.Benchmarks.Microbenchmarks;

/// <summary>Schemas of a given size.</summary>
internal static class BenchSchemas
{
    /// <summary>The parameters of so many tools, about 1.3 kB each, no two alike.</summary>
    public static (string Name, byte[] Parameters)[] Tools(int count)
        => [.. Enumerable.Range(0, count).Select(i => ($"tool_{i}", Encoding.UTF8.GetBytes(Parameters(i).ToJsonString())))];

    /// <summary>One schema of at least so many bytes: an object of objects like the tools' parameters.</summary>
    public static byte[] Large(int bytes)
    {
        JsonObject properties = [];
        for (int i = 0, size = 0; size < bytes; i++)
        {
            JsonObject part = Parameters(i);
            size += part.ToJsonString().Length + 12;
            properties[$"part_{i}"] = part;
        }
        return Encoding.UTF8.GetBytes(new JsonObject { ["type"] = "object", ["properties"] = properties }.ToJsonString());
    }

    /// <summary>So many different strings.</summary>
    public static JsonArray Choices(int count)
        => [.. Enumerable.Range(0, count).Select(i => JsonValue.Create(string.Create(CultureInfo.InvariantCulture, $"value_{i * 7919 % 100_003}")))];

    private static JsonObject Parameters(int i) => JsonNode.Parse($$"""
        {
          "type": "object",
          "properties": {
            "room_{{i}}": {"type": "string", "description": "The room as the user names it; where none is named, the room that the device stands in.", "maxLength": {{40 + (i % 50)}}},
            "action_{{i % 9}}": {"enum": ["on", "off", "toggle", "dim_{{i}}", "brighten", "status"], "description": "What to do with the device; toggle only where nothing else is said."},
            "brightness": {"type": "integer", "minimum": 0, "maximum": {{100 + i}}, "description": "In percent of the greatest brightness."},
            "temperature": {"type": "number", "minimum": {{i % 10}}, "maximum": 35.5, "description": "In degrees Celsius."},
            "starts_at": {"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$", "description": "Local time, 24 hours."},
            "recipients": {"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1, "maxItems": {{2 + (i % 6)}}, "description": "Names out of the address book."},
            "options": {
              "type": "object",
              "properties": {
                "urgent": {"type": "boolean", "description": "Whether it may interrupt."},
                "delay_{{i}}": {"type": ["integer", "null"], "minimum": 0, "description": "Seconds to wait before."},
                "note": {"type": "string", "description": "Free text that is shown with it, in the user's language; not a word of it is read by the device, so it may hold whatever was said."}
              },
              "required": ["urgent"],
              "additionalProperties": false
            }
          },
          "required": ["room_{{i}}", "action_{{i % 9}}"],
          "additionalProperties": false
        }
        """)!.AsObject();
}
