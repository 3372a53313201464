using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Json;

/// <summary>Additional properties, of which only those are kept that JSON can hold: a client may put anything there.</summary>
internal sealed class PropertiesConverter : JsonConverter<AdditionalPropertiesDictionary>
{
    public override AdditionalPropertiesDictionary Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        JsonElement json = JsonElement.ParseValue(ref reader);
        if (json.ValueKind != JsonValueKind.Object) throw new JsonException("additionalProperties is no object.");
        AdditionalPropertiesDictionary properties = [];
        foreach (JsonProperty property in json.EnumerateObject()) properties[property.Name] = Value(property, options);
        return properties;
    }

    public override void Write(Utf8JsonWriter writer, AdditionalPropertiesDictionary value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach ((string name, object? property) in value)
        {
            if (AsJson(property, options) is not { } json) continue;
            writer.WritePropertyName(name);
            json.WriteTo(writer);
        }
        writer.WriteEndObject();
    }

    private static object? Value(JsonProperty property, JsonSerializerOptions options) => property.Value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => property.Value.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Object when property.NameEquals(CallConfidence.Key) =>
            property.Value.Deserialize((JsonTypeInfo<CallConfidence>)options.GetTypeInfo(typeof(CallConfidence))),
        _ => property.Value,
    };

    private static JsonElement? AsJson(object? value, JsonSerializerOptions options)
    {
        try
        {
            if (value is null) return JsonElement.Parse("null");
            return options.TryGetTypeInfo(value.GetType(), out JsonTypeInfo? type) ? JsonSerializer.SerializeToElement(value, type) : null;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException or ArgumentException)
        {
            return null; // documented: what JSON cannot hold is left out
        }
    }
}
