using System.Text.Json;

namespace EdgeAgent.JsonSchema;

internal sealed partial class SchemaReader
{
    private readonly partial struct NodeReader
    {
        private JsonSchemaException Malformed(string keyword, string expected) => Errors.Malformed(node.Pointer, keyword, expected);

        private SchemaNode Schema(string keyword, JsonElement value, string? key = null) =>
            reader.ReadSchema(value, node, JsonPointer.Escape(keyword), key, node.Resource, depth + 1);

        private SchemaNode[] List(string keyword, JsonElement value, bool mayBeEmpty = false)
        {
            if (value.ValueKind != JsonValueKind.Array) throw Malformed(keyword, "an array of schemas");
            SchemaNode[] schemas = new SchemaNode[value.GetArrayLength()];
            if (schemas.Length == 0 && !mayBeEmpty) throw Malformed(keyword, "an array of at least one schema");
            int i = 0;
            foreach (JsonElement item in value.EnumerateArray())
            {
                schemas[i] = Schema(keyword, item, i.ToString(System.Globalization.CultureInfo.InvariantCulture));
                i++;
            }
            return schemas;
        }

        private List<KeyValuePair<string, SchemaNode>> Map(string keyword, JsonElement value)
        {
            List<KeyValuePair<string, SchemaNode>> map = [];
            foreach (JsonProperty p in Members(keyword, value, "an object of schemas")) map.Add(new(p.Name, Schema(keyword, p.Value, p.Name)));
            return map;
        }

        private void AddDependencies(string keyword, JsonElement value, bool names, bool schemas)
        {
            List<KeyValuePair<string, IReadOnlyList<string>>> required = [.. node.DependentRequired ?? []];
            List<KeyValuePair<string, SchemaNode>> dependent = [.. node.DependentSchemas ?? []];
            foreach (JsonProperty p in Members(keyword, value, "an object"))
            {
                if (names && (p.Value.ValueKind == JsonValueKind.Array || !schemas)) required.Add(new(p.Name, Names(keyword, p.Value, mayBeEmpty: true)));
                else dependent.Add(new(p.Name, Schema(keyword, p.Value, p.Name)));
            }
            node.DependentRequired = required.Count > 0 ? required : null;
            node.DependentSchemas = dependent.Count > 0 ? dependent : null;
        }

        private JsonElement.ObjectEnumerator Members(string keyword, JsonElement value, string expected) =>
            value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : throw Malformed(keyword, expected);

        private string[] Names(string keyword, JsonElement value, bool mayBeEmpty = false)
        {
            if (value.ValueKind != JsonValueKind.Array) throw Malformed(keyword, "an array of strings");
            if (Draft == SchemaDraft.Draft4 && !mayBeEmpty && value.GetArrayLength() == 0) throw Malformed(keyword, "an array of at least one string in draft 4");
            HashSet<string> seen = new(StringComparer.Ordinal);
            foreach (JsonElement item in value.EnumerateArray())
            {
                if (item.ValueKind != JsonValueKind.String) throw Malformed(keyword, "an array of strings");
                string name = item.GetString()!;
                if (!seen.Add(name)) throw Malformed(keyword, $"an array of different strings; '{name}' is there twice");
            }
            return [.. seen];
        }

        private JsonElement[] Values(string keyword, JsonElement value)
        {
            if (value.ValueKind != JsonValueKind.Array) throw Malformed(keyword, "an array");
            return [.. value.EnumerateArray()];
        }

        private SchemaTypes TypesOf(string keyword, JsonElement value)
        {
            if (value.ValueKind == JsonValueKind.String) return TypeOf(keyword, value);
            if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0) throw Malformed(keyword, "a type's name or an array of them");
            SchemaTypes types = SchemaTypes.None;
            foreach (JsonElement item in value.EnumerateArray()) types |= TypeOf(keyword, item);
            return types;
        }

        private SchemaTypes TypeOf(string keyword, JsonElement value) => (value.ValueKind == JsonValueKind.String ? value.GetString() : null) switch
        {
            "null" => SchemaTypes.Null,
            "boolean" => SchemaTypes.Boolean,
            "integer" => SchemaTypes.Integer,
            "number" => SchemaTypes.Number,
            "string" => SchemaTypes.String,
            "array" => SchemaTypes.Array,
            "object" => SchemaTypes.Object,
            _ => throw Malformed(keyword, $"one of null, boolean, integer, number, string, array, object (or an array of them), not {value.GetRawText()}"),
        };

        private string Text(string keyword, JsonElement value) =>
            value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Malformed(keyword, "a string");

        private bool Flag(string keyword, JsonElement value) => value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Malformed(keyword, "true or false"),
        };

        private JsonNumber Number(string keyword, JsonElement value) =>
            value.ValueKind == JsonValueKind.Number ? JsonNumber.From(value) : throw Malformed(keyword, "a number");

        private JsonNumber Positive(string keyword, JsonElement value)
        {
            JsonNumber number = Number(keyword, value);
            return number.Significand.Sign > 0 ? number : throw Malformed(keyword, "greater than zero");
        }

        /// <summary>A count; one beyond a long is as good as the largest long.</summary>
        private long Count(string keyword, JsonElement value)
        {
            JsonNumber number = Number(keyword, value);
            if (!number.IsInteger || number.Significand.Sign < 0) throw Malformed(keyword, "a whole number, zero or more");
            return number > JsonNumber.Parse("9223372036854775807") ? long.MaxValue : (long)(number.Significand * System.Numerics.BigInteger.Pow(10, number.Exponent));
        }
    }
}
