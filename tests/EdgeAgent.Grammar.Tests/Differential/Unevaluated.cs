using System.Text.Json;
using System.Text.Json.Nodes;

namespace EdgeAgent.Grammar.Tests.Differential;

/// <summary>
/// What members and items must be that none of the schemas speaks of that hold for the same value inside the one that asks: the members beside
/// <c>\0evaluated</c> (null: there are none beside), the items from <c>\0from</c> on.
/// </summary>
internal static class Unevaluated
{
    /// <param name="schema">The schema that asks.</param>
    /// <param name="keyword"><c>unevaluatedProperties</c> or <c>unevaluatedItems</c>.</param>
    /// <param name="choice">The schemas that hold: itself and what it refers to or is put together of.</param>
    public static JsonElement Of(NaiveSchema schema, string keyword, List<NaiveSchema> choice)
    {
        List<NaiveSchema> others = [.. choice.Where(s => s != schema)];
        JsonObject rest = keyword == "unevaluatedProperties" ? Members(schema, others) : Items(schema, others);
        rest[keyword == "unevaluatedProperties" ? "\0member" : "\0item"] = JsonSerializer.SerializeToNode(schema[keyword]);
        return JsonSerializer.SerializeToElement(rest);
    }

    private static JsonObject Members(NaiveSchema schema, List<NaiveSchema> others)
    {
        bool all = schema.Has("additionalProperties") || others.Any(s => s.Has("additionalProperties") || s.Has("unevaluatedProperties"));
        return new()
        {
            ["\0evaluated"] = all ? null : new JsonArray([.. others.Prepend(schema).SelectMany(s => s.Map("properties")).Select(p => p.Name).Distinct().Select(n => JsonValue.Create(n))]),
        };
    }

    private static JsonObject Items(NaiveSchema schema, List<NaiveSchema> others)
    {
        NaiveSchema[] here = [schema, .. others];
        if (schema.Document.Draft != 2019 && here.Any(s => s.Has("contains"))) throw new NotKnownException("unevaluatedItems beside contains");
        bool all = others.Any(s => s.Has("unevaluatedItems")) || here.Any(s => s.Has("items") && (s["items"].ValueKind != JsonValueKind.Array || s.Has("additionalItems")));
        return new() { ["\0from"] = all ? int.MaxValue : here.Max(s => Math.Max(Length(s["items"]), Length(s["prefixItems"]))) };
    }

    private static int Length(JsonElement list) => list.ValueKind == JsonValueKind.Array ? list.GetArrayLength() : 0;
}
