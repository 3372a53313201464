using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Tools;

/// <summary>The arguments of a call, which clients give as a dictionary, as one JSON object.</summary>
internal static class ToolArguments
{
    /// <summary>Reads the call that a client made of the model's text.</summary>
    /// <param name="content">The client's call.</param>
    /// <param name="error">For the model, when the arguments could not be read; the call's arguments are undefined then.</param>
    public static ToolCall Read(FunctionCallContent content, out string? error)
    {
        error = null;
        if (content.Exception is null)
        {
            try
            {
                return new(content.CallId, content.Name, ToJson(content.Arguments));
            }
            catch (Exception e) when (e is NotSupportedException or ArgumentException or JsonException or InvalidOperationException)
            {
                // A value that JSON cannot hold (NaN, a type without a contract): the same for us as text that is no JSON.
            }
        }
        error = ToolErrors.Invalid("they are not a JSON object");
        return new(content.CallId, content.Name, default);
    }

    /// <summary>Writes the dictionary as a JSON object, in its order.</summary>
    public static JsonElement ToJson(IDictionary<string, object?>? arguments)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer, ToolJson.WriterOptions))
        {
            writer.WriteStartObject();
            foreach ((string name, object? value) in arguments ?? new Dictionary<string, object?>())
            {
                writer.WritePropertyName(name);
                WriteValue(writer, value);
            }
            writer.WriteEndObject();
        }
        return ToolJson.Parse(buffer);
    }

    /// <summary>SHA-256 of a tool's name and arguments, the same whatever the order of keys: the identity of what is approved.</summary>
    public static string Digest(string name, JsonElement arguments)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartArray();
            writer.WriteStringValue(name);
            if (arguments.ValueKind != JsonValueKind.Undefined) WriteSorted(writer, arguments);
            writer.WriteEndArray();
        }
        return Convert.ToHexStringLower(SHA256.HashData(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)));
    }

    private static void WriteValue(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case JsonElement element: element.WriteTo(writer); break;
            case JsonNode node: node.WriteTo(writer); break;
            default: JsonSerializer.Serialize(writer, value, AIJsonUtilities.DefaultOptions.GetTypeInfo(value.GetType())); break;
        }
    }

    private static void WriteSorted(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (JsonProperty property in value.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(property.Name);
                    WriteSorted(writer, property.Value);
                }
                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (JsonElement item in value.EnumerateArray()) WriteSorted(writer, item);
                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
