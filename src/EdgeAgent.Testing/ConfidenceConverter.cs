using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using EdgeAgent.Agents;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Testing;

/// <summary>Additional properties, of which a transcript keeps the confidence of a call.</summary>
internal sealed class ConfidenceConverter : JsonConverter<AdditionalPropertiesDictionary>
{
    /// <summary>What there is to keep of a value.</summary>
    public static CallConfidence? Of(object? value) =>
        (value as AdditionalPropertiesDictionary)?.GetValueOrDefault(CallConfidence.Key) as CallConfidence;

    public override AdditionalPropertiesDictionary Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        JsonElement json = JsonElement.ParseValue(ref reader);
        AdditionalPropertiesDictionary properties = [];
        if (json.ValueKind == JsonValueKind.Object && json.TryGetProperty(CallConfidence.Key, out JsonElement confidence))
            properties[CallConfidence.Key] = confidence.Deserialize(TypeIn(options));
        return properties;
    }

    public override void Write(Utf8JsonWriter writer, AdditionalPropertiesDictionary value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        if (Of(value) is { } confidence)
        {
            writer.WritePropertyName(CallConfidence.Key);
            JsonSerializer.Serialize(writer, confidence, TypeIn(options));
        }
        writer.WriteEndObject();
    }

    private static JsonTypeInfo<CallConfidence> TypeIn(JsonSerializerOptions options) => (JsonTypeInfo<CallConfidence>)options.GetTypeInfo(typeof(CallConfidence));
}
