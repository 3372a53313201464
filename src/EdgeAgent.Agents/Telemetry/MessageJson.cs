using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using EdgeAgent.Agents.Tools;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Telemetry;

/// <summary>Contents as attributes hold them: the JSON of the conventions' schemas gen-ai-input-messages.json and
/// gen-ai-output-messages.json. Long texts are cut.</summary>
internal static class MessageJson
{
    private const int LongestText = 32_768;

    // For people who read traces: no escapes but those that JSON needs.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Messages, each with its role and parts.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="reason">Why the model stopped, for an answer.</param>
    public static string Write(IEnumerable<ChatMessage> messages, ChatFinishReason? reason = null) => Write(json =>
    {
        json.WriteStartArray();
        foreach (ChatMessage message in messages)
        {
            json.WriteStartObject();
            json.WriteString("role", message.Role.Value);
            json.WritePropertyName("parts");
            WriteParts(json, message.Contents);
            if (reason is { } stopped) json.WriteString("finish_reason", stopped.Value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    /// <summary>The parts alone, as system instructions have them.</summary>
    public static string WriteParts(IEnumerable<AIContent> parts) => Write(json => WriteParts(json, parts));

    /// <summary>The tools that a model was shown.</summary>
    public static string Write(IEnumerable<AITool> tools) => Write(json =>
    {
        json.WriteStartArray();
        foreach (AITool tool in tools)
        {
            json.WriteStartObject();
            json.WriteString("type", GenAiNames.Function);
            json.WriteString("name", tool.Name);
            json.WriteString("description", tool.Description);
            if (tool is AIFunctionDeclaration { JsonSchema: { ValueKind: not JsonValueKind.Undefined } schema })
            {
                json.WritePropertyName("parameters");
                schema.WriteTo(json);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    /// <summary>Arguments or a result as they are.</summary>
    public static string Write(JsonElement value) => value.ValueKind == JsonValueKind.Undefined ? "" : Cut(value.GetRawText());

    private static void WriteParts(Utf8JsonWriter json, IEnumerable<AIContent> parts)
    {
        json.WriteStartArray();
        foreach (AIContent part in parts) WritePart(json, part);
        json.WriteEndArray();
    }

    private static void WritePart(Utf8JsonWriter json, AIContent part)
    {
        if (part is ToolCallDelta or UsageContent) return;
        json.WriteStartObject();
        switch (part)
        {
            case TextContent text:
                json.WriteString("type", "text");
                json.WriteString("content", Cut(text.Text));
                break;
            case TextReasoningContent reasoning:
                json.WriteString("type", "reasoning");
                json.WriteString("content", Cut(reasoning.Text));
                break;
            case FunctionCallContent call:
                json.WriteString("type", "tool_call");
                json.WriteString("id", call.CallId);
                json.WriteString("name", call.Name);
                WriteValue(json, "arguments", ToolArguments.Read(call, out _).Arguments);
                break;
            case FunctionResultContent result:
                json.WriteString("type", "tool_call_response");
                json.WriteString("id", result.CallId);
                if (result.Result is JsonElement value) WriteValue(json, "response", value);
                else json.WriteString("response", Cut(result.Result?.ToString() ?? ""));
                break;
            default:
                json.WriteString("type", part.GetType().Name); // images and the like: that there was one
                break;
        }
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Undefined) return;
        if (value.GetRawText() is { Length: > LongestText } text)
        {
            json.WriteString(name, Cut(text));
            return;
        }
        json.WritePropertyName(name);
        value.WriteTo(json);
    }

    private static string Write(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, Options)) write(json);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string Cut(string text) => text.Length <= LongestText ? text : string.Concat(text.AsSpan(0, LongestText), "…");
}
