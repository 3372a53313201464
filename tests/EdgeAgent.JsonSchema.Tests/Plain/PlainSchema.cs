using System.Text.Json;

namespace EdgeAgent.JsonSchema.Tests.Plain;

/// <summary>A schema's JSON with the base URI and the draft that hold there.</summary>
internal sealed record PlainSchema(JsonElement Json, string Base, SchemaDraft Draft)
{
    /// <summary>Before 2019-09.</summary>
    public bool IsOld => Draft < SchemaDraft.Draft201909;

    public bool Has(string keyword) => Json.TryGetProperty(keyword, out _);

    public bool IsList(string keyword) => Json.TryGetProperty(keyword, out JsonElement value) && value.ValueKind == JsonValueKind.Array;

    public bool Flag(string keyword) => Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty(keyword, out JsonElement value) && value.ValueKind == JsonValueKind.True;

    public string? Text(string keyword) =>
        Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty(keyword, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public decimal? Number(string keyword) => Json.TryGetProperty(keyword, out JsonElement value) ? value.GetDecimal() : null;

    public PlainSchema? Below(string keyword) => Json.TryGetProperty(keyword, out JsonElement value) && value.ValueKind != JsonValueKind.Array ? Inside(value) : null;

    public PlainSchema[] List(string keyword) => IsList(keyword) ? [.. Json.GetProperty(keyword).EnumerateArray().Select(Inside)] : [];

    public IEnumerable<KeyValuePair<string, PlainSchema>> Map(string keyword) =>
        Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty(keyword, out JsonElement value) && value.ValueKind == JsonValueKind.Object
        ? value.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, Inside(p.Value)))
        : [];

    /// <summary>A schema that stands in this one, with its own base and draft where it names them.</summary>
    public PlainSchema Inside(JsonElement json)
    {
        PlainSchema inside = this with { Json = json };
        SchemaDraft draft = inside.Text("$schema") is string dialect ? PlainLibrary.DraftOf(dialect) ?? Draft : Draft;
        inside = inside with { Draft = draft };
        string? id = inside.Text(draft == SchemaDraft.Draft4 ? "id" : "$id");
        bool hidden = inside.IsOld && inside.HasIn("$ref");
        return id is null || hidden || id.StartsWith('#') ? inside : inside with { Base = PlainLibrary.Combine(Base, id) };
    }

    private bool HasIn(string keyword) => Json.ValueKind == JsonValueKind.Object && Has(keyword);
}
