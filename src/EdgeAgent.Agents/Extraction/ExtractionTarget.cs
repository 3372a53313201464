using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using EdgeAgent.Agents.Parsing;
using EdgeAgent.Agents.Tools;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Agents.Extraction;

/// <summary>A type that a model is to write a value of: its schema, and the way back from JSON.</summary>
internal sealed class ExtractionTarget<T>
{
    private const string Wrapper = "value";

    private readonly JsonTypeInfo<T> _type;
    private readonly IJsonSchemaValidator _validator;
    private readonly bool _wrapped;

    public ExtractionTarget(JsonSerializerOptions? options)
    {
        // A member that C# says is never null, or a constructor cannot do without, is what the schema requires and the reader refuses.
        JsonSerializerOptions json = new(options ?? ToolJson.SerializerOptions) { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };
        try
        {
            _type = (JsonTypeInfo<T>)json.GetTypeInfo(typeof(T));
            JsonNode schema = JsonNode.Parse(SchemaTidier.Close(TypeSchema.Of(typeof(T), json)).GetRawText())!;
            // OpenAI's servers take an object alone as the root of a schema, and so do others.
            _wrapped = schema is not JsonObject root || (string?)(root["type"] as JsonValue) != "object";
            Schema = ToolJson.ToElement(_wrapped ? Wrap(schema) : schema);
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException or ArgumentException)
        {
            throw new AgentException("EA6036", $"No JSON Schema can be made of {typeof(T)}: {e.Message}", $"type {typeof(T)}",
                "Extract a record with properties that JSON can carry, or give ExtractionOptions.SerializerOptions with a resolver for it.", e);
        }
        _validator = ToolSchema.Validator(Schema, typeof(T).Name);
    }

    /// <summary>The schema of the answer; of an object always.</summary>
    public JsonElement Schema { get; }

    /// <summary>Reads an answer.</summary>
    /// <param name="answer">The model's text.</param>
    /// <param name="value">The value, when it is one.</param>
    /// <returns>Null when it is, else what is wrong with the answer, for the model.</returns>
    public string? Read(string answer, out T? value)
    {
        value = default;
        if (!LenientJson.TryRead(Body(answer), 0, new RepairLog(ToolCallReaderOptions.Default.MaxRepairs), out JsonElement json)) return "it is not JSON";
        ValidationResult result = _validator.Validate(json);
        if (!result.IsValid) return ToolErrors.Sentence(result);
        try
        {
            value = (_wrapped ? json.GetProperty(Wrapper) : json).Deserialize(_type);
            return null;
        }
        catch (JsonException e)
        {
            return $"{e.Path ?? "$"} cannot be read";
        }
    }

    /// <summary>The JSON in an answer: some clients put it into a fenced block although they were asked for JSON.</summary>
    private static ReadOnlySpan<char> Body(string answer)
    {
        ReadOnlySpan<char> text = answer.AsSpan().Trim();
        if (!text.StartsWith("```")) return text;
        int line = text.IndexOf('\n');
        int end = text.LastIndexOf("```");
        return line >= 0 && end > line ? text[(line + 1)..end].Trim() : text;
    }

    private static JsonObject Wrap(JsonNode schema)
    {
        Relocate(schema);
        return new()
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { [Wrapper] = schema },
            ["required"] = new JsonArray(Wrapper),
            ["additionalProperties"] = false,
        };
    }

    /// <summary>References of a recursive type point from the root, which is one level higher now.</summary>
    private static void Relocate(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject schema:
                if (schema["$ref"] is JsonValue reference && (string?)reference is ['#', .. var rest]) schema["$ref"] = $"#/properties/{Wrapper}{rest}";
                foreach (JsonNode? child in schema.Select(p => p.Value).ToArray()) Relocate(child);
                break;
            case JsonArray items:
                foreach (JsonNode? item in items) Relocate(item);
                break;
        }
    }
}
