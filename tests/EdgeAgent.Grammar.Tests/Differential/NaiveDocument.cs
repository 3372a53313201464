using System.Text.Json;
using System.Text.Json.Nodes;

namespace EdgeAgent.Grammar.Tests.Differential;

/// <summary>A schema's document: each schema in it is read once.</summary>
internal sealed class NaiveDocument
{
    private readonly JsonElement _root;
    private readonly Dictionary<string, Demand> _demands = [];
    private readonly Dictionary<string, NaiveSchema> _schemas = new(StringComparer.Ordinal);
    private int _ids;

    /// <param name="root">The schema.</param>
    /// <param name="draft">4, 6, 7, 2019 or 2020 where the schema does not say; 0 for 2020 with the older forms.</param>
    /// <param name="options">How the grammar writes.</param>
    public NaiveDocument(JsonElement root, int draft, GrammarOptions options)
    {
        (_root, Options, HasUnevaluated) = (root, options, root.GetRawText().Contains("\"unevaluated", StringComparison.Ordinal));
        Draft = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("$schema", out JsonElement said) ? DraftOf(said.GetString()!) : draft;
        Root = All([root]);
    }

    public GrammarOptions Options { get; }

    /// <summary>Whether it matters which alternatives a value satisfies beside one.</summary>
    public bool HasUnevaluated { get; }

    public int Draft { get; }

    public Demand Root { get; }

    public int NextId() => _ids++;

    /// <summary>What satisfies all of some schemas; null stands for what nothing satisfies.</summary>
    public Demand All(IEnumerable<JsonElement> schemas)
    {
        List<NaiveSchema> list = [];
        bool never = false;
        foreach (JsonElement schema in schemas)
        {
            if (schema.ValueKind == JsonValueKind.False) never = true;
            else if (schema.ValueKind == JsonValueKind.Object && Of(schema) is var one && !list.Contains(one)) list.Add(one);
        }
        string key = never ? "never" : string.Join(",", list.Select(s => s.Id).Order());
        if (!_demands.TryGetValue(key, out Demand? demand)) _demands.Add(key, demand = new Demand(this, list, never));
        return demand;
    }

    /// <summary>Schemas that say the same are one.</summary>
    public NaiveSchema Of(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object) throw new NotKnownException("a schema that is none");
        string text = schema.GetRawText();
        if (!_schemas.TryGetValue(text, out NaiveSchema? known)) _schemas.Add(text, known = new NaiveSchema(this, schema));
        return known;
    }

    /// <summary>What a reference leads to, by a pointer in this document.</summary>
    public JsonElement Resolve(string reference)
    {
        if (reference != "#" && !reference.StartsWith("#/", StringComparison.Ordinal)) throw new NotKnownException("a reference that is no pointer");
        JsonElement at = _root;
        foreach (string part in reference.Split('/').Skip(1))
        {
            string name = Uri.UnescapeDataString(part).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (at.ValueKind == JsonValueKind.Array && int.TryParse(name, out int index) && index < at.GetArrayLength()) at = at[index];
            else if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at)) throw new NotKnownException("a reference to nothing");
            else if (at.ValueKind == JsonValueKind.Object && (at.TryGetProperty("$id", out _) || at.TryGetProperty("id", out _))) throw new NotKnownException("a reference into another resource");
        }
        return at;
    }

    /// <summary>A schema for one value: its items and members by schemas of their own.</summary>
    public JsonElement Constant(JsonElement value)
    {
        JsonNode Const(JsonElement part) => JsonSerializer.SerializeToNode(part) is var node && part.ValueKind is JsonValueKind.Array or JsonValueKind.Object
            ? new JsonObject { ["enum"] = new JsonArray(node) } : new JsonObject { ["\0scalar"] = node };
        JsonObject schema = value.ValueKind switch
        {
            JsonValueKind.Array => new JsonObject
            {
                ["type"] = "array", ["\0items"] = new JsonArray([.. value.EnumerateArray().Select(Const)]),
                ["items"] = false, ["minItems"] = value.GetArrayLength(), ["maxItems"] = value.GetArrayLength(),
            },
            JsonValueKind.Object => new JsonObject
            {
                ["type"] = "object", ["properties"] = new JsonObject(value.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, (JsonNode?)Const(p.Value)))),
                ["required"] = new JsonArray([.. value.EnumerateObject().Select(p => JsonValue.Create(p.Name))]), ["additionalProperties"] = false,
            },
            _ => (JsonObject)Const(value),
        };
        return JsonSerializer.SerializeToElement(schema);
    }

    private static int DraftOf(string uri) => uri.Replace("https:", "http:", StringComparison.Ordinal).TrimEnd('#') switch
    {
        "http://json-schema.org/draft-04/schema" => 4,
        "http://json-schema.org/draft-06/schema" => 6,
        "http://json-schema.org/draft-07/schema" => 7,
        "http://json-schema.org/draft/2019-09/schema" => 2019,
        "http://json-schema.org/draft/2020-12/schema" => 2020,
        _ => throw new NotKnownException("another dialect"),
    };
}
