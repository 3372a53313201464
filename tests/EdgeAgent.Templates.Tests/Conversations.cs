using System.Text.Json.Nodes;

namespace EdgeAgent.Templates.Tests;

/// <summary>Conversations that several tests render.</summary>
internal static class Conversations
{
    public static JsonArray WeatherTool => Array("""
        [{"type": "function", "function": {"name": "get_weather", "description": "Il meteo di una città",
          "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}}]
        """);

    /// <summary>A system message, two calls at once, their results, a user message right behind them.</summary>
    public static ChatTemplateInput Weather => new()
    {
        Messages = Array("""
            [{"role": "system", "content": "Sii breve."},
             {"role": "user", "content": "Roma e Bari?"},
             {"role": "assistant", "content": null, "tool_calls": [
               {"id": "1", "type": "function", "function": {"name": "get_weather", "arguments": {"city": "Roma"}}},
               {"id": "2", "type": "function", "function": {"name": "get_weather", "arguments": "{\"city\": \"Bari\"}"}}]},
             {"role": "tool", "tool_call_id": "1", "content": "31 gradi"},
             {"role": "tool", "tool_call_id": "2", "content": {"temp": 29.0}},
             {"role": "user", "content": "Riassumi."}]
            """),
        Tools = WeatherTool,
        AddGenerationPrompt = true,
        BosToken = "<s>",
        EosToken = "</s>",
    };

    public static ChatTemplateInput Of(string messages, JsonArray? tools = null)
        => new() { Messages = Array(messages), Tools = tools, BosToken = "<s>", EosToken = "</s>" };

    public static JsonArray Array(string json) => JsonNode.Parse(json)!.AsArray();
}
