using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Extraction;

/// <summary>Adds to the schema of a .NET type what its reader refuses though JSON Schema would allow it: numbers out of range, times of
/// another form. A value that such a schema accepts can be read.</summary>
internal static class TypeSchema
{
    /// <summary>RFC 3339 as .NET reads it: capital letters, an offset below 14 hours, years whose first and last day no offset leaves.</summary>
    private const string Moment = @"^(?!0000|0001-01-01|9999-12-31)[-0-9]{10}T[:0-9]{8}(\.[0-9]{1,7})?(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9])$";

    private static readonly FrozenDictionary<Type, (decimal Least, decimal Most)> Ranges = new Dictionary<Type, (decimal, decimal)>
    {
        [typeof(byte)] = (byte.MinValue, byte.MaxValue),
        [typeof(sbyte)] = (sbyte.MinValue, sbyte.MaxValue),
        [typeof(short)] = (short.MinValue, short.MaxValue),
        [typeof(ushort)] = (ushort.MinValue, ushort.MaxValue),
        [typeof(int)] = (int.MinValue, int.MaxValue),
        [typeof(uint)] = (uint.MinValue, uint.MaxValue),
        [typeof(long)] = (long.MinValue, long.MaxValue),
        [typeof(ulong)] = (ulong.MinValue, ulong.MaxValue),
        [typeof(decimal)] = (decimal.MinValue, decimal.MaxValue),
    }.ToFrozenDictionary();

    /// <summary>What System.Text.Json reads of types for which the schema's format says something else (<c>time</c> wants an offset) or too
    /// little.</summary>
    private static readonly FrozenDictionary<Type, string> Patterns = new Dictionary<Type, string>
    {
        [typeof(TimeOnly)] = @"^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,7})?$",
        [typeof(TimeSpan)] = @"^-?([0-9]{1,7}\.)?([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,7})?$",
        [typeof(DateOnly)] = @"^(?!0000)",
        [typeof(DateTime)] = Moment,
        [typeof(DateTimeOffset)] = Moment,
        [typeof(Uri)] = @"^https?://[a-z0-9]+([.-][a-z0-9]+)*(:[0-9]{1,4})?([/?#]|$)", // web addresses: of others .NET reads only some
        [typeof(char)] = @"^[\u0000-\uD7FF\uE000-\uFFFF]$",
    }.ToFrozenDictionary();

    /// <summary>The schema of a type as these options read it.</summary>
    public static JsonElement Of(Type type, JsonSerializerOptions json) => AIJsonUtilities.CreateJsonSchema(
        type, serializerOptions: json, inferenceOptions: new() { TransformSchemaNode = (context, node) => Narrow(context.TypeInfo.Type, node) });

    private static JsonNode Narrow(Type type, JsonNode node)
    {
        if (node is not JsonObject schema) return node;
        if (schema["not"] is JsonValue never && never.GetValueKind() == JsonValueKind.True) throw new NotSupportedException($"JSON has no {type}.");
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (Ranges.TryGetValue(type, out (decimal Least, decimal Most) range))
        {
            schema.TryAdd("minimum", Number(range.Least));
            schema.TryAdd("maximum", Number(range.Most));
        }
        if (Patterns.TryGetValue(type, out string? pattern) && schema.TryAdd("pattern", pattern) && type == typeof(TimeOnly)) schema.Remove("format");
        if (type == typeof(TimeSpan)) schema["pattern"] = pattern;
        return schema;
    }

    private static JsonNode Number(decimal value) => JsonNode.Parse(value.ToString(CultureInfo.InvariantCulture))!;

    private static bool TryAdd(this JsonObject schema, string name, JsonNode value)
    {
        if (schema.ContainsKey(name)) return false;
        schema[name] = value;
        return true;
    }
}
