using System.Text.Json;

namespace EdgeAgent.Grammar.Tests.Differential;

/// <summary>A schema as it is written: one object of keywords.</summary>
/// <param name="document">The document that it is in.</param>
/// <param name="json">An object.</param>
internal sealed class NaiveSchema(NaiveDocument document, JsonElement json)
{
    private static readonly HashSet<string> s_annotations =
    [
        "title", "description", "default", "examples", "$comment", "$schema", "deprecated", "readOnly", "writeOnly", "format", "definitions", "$defs", "contentEncoding", "contentMediaType", "contentSchema",
    ];

    /// <summary>Keywords that some draft knows and this reference does not, but with the values that it looks at.</summary>
    private static readonly HashSet<string> s_notKnown =
    [
        "pattern", "patternProperties", "propertyNames", "uniqueItems",
        "$dynamicRef", "$recursiveRef", "$anchor", "$dynamicAnchor", "$recursiveAnchor", "$vocabulary", "$id", "id",
    ];

    /// <summary>From which draft on a keyword is one; before, it is an annotation, and schemas that have it are left out.</summary>
    private static readonly Dictionary<string, int> s_since = new()
    {
        ["const"] = 6, ["contains"] = 6, ["if"] = 7, ["dependentRequired"] = 2019, ["dependentSchemas"] = 2019, ["minContains"] = 2019, ["maxContains"] = 2019, ["unevaluatedProperties"] = 2019,
        ["unevaluatedItems"] = 2019, ["prefixItems"] = 2020,
    };

    private bool _checked;

    public int Id { get; } = document.NextId();

    public NaiveDocument Document => document;

    /// <summary>A keyword's value; undefined where it is not there.</summary>
    public JsonElement this[string keyword]
    {
        get
        {
            if (!_checked) Check();
            return json.TryGetProperty(keyword, out JsonElement value) ? value : default;
        }
    }

    /// <summary>The names of all members.</summary>
    public IEnumerable<string> Keywords => json.EnumerateObject().Select(p => p.Name);

    public bool Has(string keyword) => this[keyword].ValueKind != JsonValueKind.Undefined;

    public long Count(string keyword, long otherwise) => !Has(keyword) ? otherwise
        : this[keyword].TryGetDecimal(out decimal count) && count == Math.Truncate(count) ? (long)count : throw new NotKnownException($"{keyword} that is no integer");

    /// <summary>A keyword's subschemas, in a list.</summary>
    public IEnumerable<JsonElement> List(string keyword) => Has(keyword) ? this[keyword].EnumerateArray() : [];

    /// <summary>A keyword's members.</summary>
    public IEnumerable<JsonProperty> Map(string keyword) => Has(keyword) ? this[keyword].EnumerateObject() : [];

    /// <summary>In drafts 4 to 7 a reference hides what stands beside it.</summary>
    public bool IsOnlyReference => Has("$ref") && document.Draft is > 0 and < 2019;

    private void Check()
    {
        _checked = true;
        if (IsOnlyReference) return;
        foreach (JsonProperty p in json.EnumerateObject())
        {
            bool harmless = p.Name is "id" or "$id" ? Id == 0 : p is { Name: "uniqueItems", Value.ValueKind: JsonValueKind.False } || s_annotations.Contains(p.Name);
            if (harmless) continue;
            if (s_notKnown.Contains(p.Name)) throw new NotKnownException(p.Name);
            if (document.Draft > 0 && s_since.TryGetValue(p.Name, out int since) && document.Draft < since) throw new NotKnownException($"{p.Name} before its draft");
            if (p.Name == "additionalItems" && document.Draft == 2020) throw new NotKnownException("additionalItems after its drafts");
        }
    }
}
