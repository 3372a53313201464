namespace EdgeAgent.Agents.Generators.Schemas;

/// <summary>A JSON Schema as it grows: keywords in the order they were added, values as JSON text.</summary>
internal sealed class SchemaObject
{
    // The order that models were trained to read; the library's tidier keeps the same.
    private static readonly string[] First = ["type", "properties", "required", "items", "enum", "format"];

    private readonly List<KeyValuePair<string, string>> _keywords = [];

    /// <summary>A schema of this type.</summary>
    public static SchemaObject Of(string type) => new SchemaObject().Add("type", JsonText.String(type));

    /// <summary>The type's name; null for any value.</summary>
    public string? Type => this["type"]?.Trim('"');

    public string? this[string keyword] => _keywords.FirstOrDefault(k => k.Key == keyword).Value;

    /// <summary>Adds a keyword unless it is there.</summary>
    public SchemaObject Add(string keyword, string json)
    {
        if (this[keyword] is null) _keywords.Add(new(keyword, json));
        return this;
    }

    public override string ToString()
    {
        IEnumerable<KeyValuePair<string, string>> ordered = First.SelectMany(name => _keywords.Where(k => k.Key == name))
            .Concat(_keywords.Where(k => k.Key != "description" && !First.Contains(k.Key)))
            .Concat(_keywords.Where(k => k.Key == "description"));
        return $"{{{string.Join(",", ordered.Select(k => $"{JsonText.String(k.Key)}:{k.Value}"))}}}";
    }

    /// <summary>The schema of an object.</summary>
    /// <param name="properties">Names and schemas.</param>
    /// <param name="required">Names of those that must be there.</param>
    public static SchemaObject Object(IEnumerable<KeyValuePair<string, string>> properties, IReadOnlyCollection<string> required)
    {
        SchemaObject schema = Of("object").Add("properties",
            $"{{{string.Join(",", properties.Select(p => $"{JsonText.String(p.Key)}:{p.Value}"))}}}");
        return required.Count == 0 ? schema : schema.Add("required", JsonText.Array(required.Select(JsonText.String)));
    }
}
