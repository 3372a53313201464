using System.Globalization;
using System.Text.Json;

namespace EdgeAgent.JsonSchema.Tests.Plain;

/// <summary>The schemas that references can lead to.</summary>
internal sealed class PlainLibrary(IReadOnlyDictionary<string, JsonElement> documents)
{
    private static readonly string[] Single =
        ["additionalItems", "additionalProperties", "contains", "else", "if", "items", "not", "propertyNames", "then", "unevaluatedItems", "unevaluatedProperties"];
    private static readonly string[] Lists = ["allOf", "anyOf", "items", "oneOf", "prefixItems"];
    private static readonly string[] Maps = ["$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties", "properties"];

    private readonly Dictionary<string, PlainSchema> _roots = [];
    private readonly Dictionary<(string Base, string Name), PlainSchema> _anchors = [];
    private readonly Dictionary<(string Base, string Name), PlainSchema> _dynamic = [];
    private SchemaDraft _default;
    private bool _all;

    public PlainSchema Root(string uri) => _roots[uri];

    public PlainSchema? DynamicAnchor(string uri, string name) => _dynamic.GetValueOrDefault((uri, name));

    public PlainSchema Add(string uri, JsonElement json, SchemaDraft draft)
    {
        _default = draft;
        PlainSchema schema = new PlainSchema(json, uri, draft).Inside(json);
        if (schema.Text("$schema") is string dialect && DraftOf(dialect) is null && documents.TryGetValue(dialect, out JsonElement meta))
            schema = schema with { Draft = DraftOf(meta.GetProperty("$schema").GetString()!)!.Value };
        _roots[uri] = schema;
        Scan(schema);
        return schema;
    }

    public bool HasValidation(PlainSchema schema) => HasVocabulary(schema, "validation");

    public bool HasUnevaluated(PlainSchema schema) => HasVocabulary(schema, schema.Draft == SchemaDraft.Draft201909 ? "applicator" : "unevaluated");

    public PlainSchema Resolve(PlainSchema from, string reference)
    {
        string target = Combine(from.Base, reference);
        int hash = target.IndexOf('#', StringComparison.Ordinal);
        string uri = hash < 0 ? target : target[..hash];
        string fragment = hash < 0 ? "" : Uri.UnescapeDataString(target[(hash + 1)..]);
        if (!_roots.ContainsKey(uri)) Load(uri);
        PlainSchema schema = _roots[uri];
        if (fragment.Length == 0) return schema;
        if (fragment[0] != '/') return _anchors[(schema.Base, fragment)];
        foreach (string segment in fragment[1..].Split('/'))
        {
            string name = segment.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            schema = schema.Inside(schema.Json.ValueKind == JsonValueKind.Array ? schema.Json[int.Parse(name, CultureInfo.InvariantCulture)] : schema.Json.GetProperty(name));
        }
        return schema;
    }

    public static string Combine(string root, string reference) => new Uri(new Uri(root), reference).AbsoluteUri;

    public static SchemaDraft? DraftOf(string dialect) => dialect.TrimEnd('#') switch
    {
        "http://json-schema.org/draft-04/schema" => SchemaDraft.Draft4,
        "http://json-schema.org/draft-06/schema" => SchemaDraft.Draft6,
        "http://json-schema.org/draft-07/schema" => SchemaDraft.Draft7,
        "https://json-schema.org/draft/2019-09/schema" => SchemaDraft.Draft201909,
        "https://json-schema.org/draft/2020-12/schema" => SchemaDraft.Draft202012,
        _ => null,
    };

    private bool HasVocabulary(PlainSchema schema, string name) =>
        _roots[schema.Base].Text("$schema") is not string dialect || !documents.TryGetValue(dialect, out JsonElement meta) || !meta.TryGetProperty("$vocabulary", out JsonElement list)
        || list.EnumerateObject().Any(v => v.Name.EndsWith("/vocab/" + name, StringComparison.Ordinal));

    private void Load(string uri)
    {
        if (documents.TryGetValue(uri, out JsonElement known)) Add(uri, known, _default);
        else if (uri.StartsWith("http://json-schema.org/", StringComparison.Ordinal) || uri.StartsWith("https://json-schema.org/", StringComparison.Ordinal))
            Add(uri, SchemaDocument.Parse($$"""{"$ref": "{{uri}}"}""").Root.Ref!.Json, SchemaDraft.Draft202012);
        else if (!_all)
        {
            _all = true;
            foreach ((string other, JsonElement json) in documents)
                if (!_roots.ContainsKey(other)) Add(other, json, _default);
        }
    }

    private void Scan(PlainSchema schema)
    {
        if (schema.Json.ValueKind != JsonValueKind.Object) return;
        _roots.TryAdd(schema.Base, schema);
        if (schema.IsOld && schema.Has("$ref"))
        {
            foreach ((_, PlainSchema inside) in schema.Map("definitions")) Scan(inside);
            return;
        }
        foreach (string keyword in (string[])(schema.IsOld ? ["id", "$id"] : ["$anchor", "$dynamicAnchor"]))
            if (schema.Text(keyword) is string name && name.StartsWith('#') == schema.IsOld) _anchors.TryAdd((schema.Base, name.TrimStart('#')), schema);
        if (schema.Text("$dynamicAnchor") is string anchor) _dynamic.TryAdd((schema.Base, anchor), schema);
        foreach (string keyword in Single)
            if (schema.Below(keyword) is PlainSchema inside) Scan(inside);
        foreach (string keyword in Lists)
            foreach (PlainSchema inside in schema.List(keyword)) Scan(inside);
        foreach (string keyword in Maps)
            foreach ((_, PlainSchema inside) in schema.Map(keyword)) Scan(inside);
    }
}
