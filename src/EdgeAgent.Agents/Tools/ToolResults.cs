using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Tools;

/// <summary>What the model reads of a call: always one JSON object, as function-calling models are trained on.</summary>
internal static class ToolResults
{
    /// <summary>A handler's return value as JSON.</summary>
    public static JsonElement ToJson(object? result, JsonSerializerOptions? options)
    {
        options ??= ToolJson.SerializerOptions;
        return result switch
        {
            null => JsonElement.Parse("null"),
            JsonElement { ValueKind: not JsonValueKind.Undefined } element => element,
            TextContent text => JsonSerializer.SerializeToElement(text.Text, options.GetTypeInfo(typeof(string))),
            AIContent content => JsonSerializer.SerializeToElement(content, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(AIContent))),
            JsonNode node => ToolJson.ToElement(node),
            _ => JsonSerializer.SerializeToElement(result, options.GetTypeInfo(result.GetType())),
        };
    }

    /// <summary>A result for the model: an object as it is, anything else inside one, and no more than its tool allows.</summary>
    public static JsonElement ForModel(JsonElement result, int maxLength)
    {
        string json = result.GetRawText();
        if (json.Length > maxLength)
        {
            int cut = char.IsHighSurrogate(json[maxLength - 1]) ? maxLength - 1 : maxLength;
            string what = $"the first {cut} of {json.Length} characters";
            return ToolJson.ToElement(new JsonObject { ["truncated"] = what, ["result"] = json[..cut] });
        }
        return result.ValueKind switch
        {
            JsonValueKind.Object => result,
            JsonValueKind.Null => ToolJson.ToElement(new JsonObject { ["ok"] = true }),
            _ => ToolJson.ToElement(new JsonObject { ["result"] = JsonNode.Parse(json) }),
        };
    }

    /// <summary>A failure for the model.</summary>
    public static JsonElement Error(string message) => ToolJson.ToElement(new JsonObject { ["error"] = message });
}
