using System.Text;
using System.Text.Json.Nodes;
using EdgeAgent.Grammar;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Benchmarks.Microbenchmarks;

/// <summary>Matchers at those places.</summary>
internal static class MaskPlaces
{
    /// <summary>A matcher there, and the first token of what an instance has next.</summary>
    public static (GrammarMatcher Matcher, int Next) At(MaskPlace place)
    {
        (JsonObject properties, string before, string after) = place switch
        {
            MaskPlace.FreeString => (Member("text", """{"type": "string"}"""), "{\"text\": \"The weather in", " Forlì tomorrow"),
            MaskPlace.LongString => (Member("text", """{"type": "string", "maxLength": 20}"""), "{\"text\": \"The weather in ", "Rome"),
            MaskPlace.Key => (Keys(), "{\"", "member_7"),
            MaskPlace.Enum => (new JsonObject { ["choice"] = new JsonObject { ["enum"] = BenchSchemas.Choices(1000) } }, "{\"choice\": \"value", "_100"),
            MaskPlace.Pattern => (Member("code", """{"type": "string", "pattern": "^[A-Z]{2}[0-9]{4}-[a-z]{1,20}$"}"""), "{\"code\": \"AB1234-", "road"),
            _ => (Member("amount", """{"type": "number", "minimum": -1000, "maximum": 100000}"""), "{\"amount\": 12", "34"),
        };
        JsonObject schema = new() { ["type"] = "object", ["properties"] = properties };
        GrammarMatcher matcher = GrammarCompiler.Compile(SchemaDocument.Parse(schema.ToJsonString()), BenchVocabulary.Grammar).CreateMatcher();
        foreach (int id in BenchVocabulary.Tokenizer.EncodeBytes(Encoding.UTF8.GetBytes(before)))
            if (!matcher.TryAccept(id)) throw new InvalidOperationException($"{place}: '{before}' is refused after {matcher.Length} bytes.");
        return (matcher, BenchVocabulary.Tokenizer.EncodeBytes(Encoding.UTF8.GetBytes(after))[0]);
    }

    private static JsonObject Member(string name, string schema) => new() { [name] = JsonNode.Parse(schema) };

    private static JsonObject Keys()
        => new(Enumerable.Range(0, 20).Select(i => KeyValuePair.Create($"member_{i}", (JsonNode?)new JsonObject { ["type"] = "integer" })));
}
