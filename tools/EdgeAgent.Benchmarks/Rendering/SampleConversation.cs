using System.Globalization;
using System.Text.Json.Nodes;
using EdgeAgent.Templates;

namespace EdgeAgent.Benchmarks.Rendering;

/// <summary>A turn as a device sees it: a system message, tools, a call with its result, and the next request.</summary>
internal static class SampleConversation
{
    private static readonly string[] s_tools =
    [
        """{"name": "set_light", "description": "Switches a light on or off, or dims it.", "parameters": {"type": "object", "properties": {"room": {"type": "string", "enum": ["kitchen", "living room", "bedroom", "hallway"]}, "state": {"type": "string", "enum": ["on", "off"]}, "brightness": {"type": "integer", "minimum": 0, "maximum": 100, "description": "Percent."}}, "required": ["room"]}}""",
        """{"name": "get_weather", "description": "Tells the weather of a city, now or on a day.", "parameters": {"type": "object", "properties": {"city": {"type": "string", "description": "Name of the city, e.g. Forlì."}, "day": {"type": "string", "format": "date"}, "unit": {"type": "string", "enum": ["celsius", "fahrenheit"], "default": "celsius"}}, "required": ["city"]}}""",
        """{"name": "add_reminder", "description": "Reminds the user at a time.", "parameters": {"type": "object", "properties": {"text": {"type": "string", "maxLength": 200}, "at": {"type": "string", "format": "date-time"}, "repeat": {"type": ["string", "null"], "enum": ["daily", "weekly", null]}}, "required": ["text", "at"]}}""",
        """{"name": "play_music", "description": "Plays what is asked for in a room.", "parameters": {"type": "object", "properties": {"query": {"type": "string"}, "rooms": {"type": "array", "items": {"type": "string"}, "minItems": 1}, "volume": {"type": "number", "minimum": 0, "maximum": 1}}, "required": ["query"]}}""",
    ];

    private const string Messages = """
        [
          {"role": "system", "content": "You are the assistant of a house. Answer briefly, and call a function where one helps."},
          {"role": "user", "content": "Accendi la luce in cucina al 40%, per favore."},
          {"role": "assistant", "tool_calls": [{"id": "call_1", "type": "function",
            "function": {"name": "set_light", "arguments": {"room": "kitchen", "brightness": 40}}}]},
          {"role": "tool", "tool_call_id": "call_1", "content": "{\"ok\": true, \"brightness\": 40}"},
          {"role": "assistant", "content": "Fatto: la luce in cucina è al 40%."},
          {"role": "user", "content": "What is the weather like in Forlì tomorrow?"}
        ]
        """;

    /// <summary>The conversation with this many tools.</summary>
    public static ChatTemplateInput Create(int tools) => new()
    {
        Messages = JsonNode.Parse(Messages)!.AsArray(),
        Tools = tools == 0 ? null : [.. Enumerable.Range(0, tools).Select(Tool)],
        AddGenerationPrompt = true,
        BosToken = "<|begin_of_text|>",
        EosToken = "<|im_end|>",
        Now = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
    };

    private static JsonObject Tool(int index)
    {
        JsonObject function = JsonNode.Parse(s_tools[index % s_tools.Length])!.AsObject();
        if (index >= s_tools.Length) function["name"] = $"{function["name"]}_{(index / s_tools.Length).ToString(CultureInfo.InvariantCulture)}";
        return new JsonObject { ["type"] = "function", ["function"] = function };
    }
}
