using System.Text;
using System.Text.Json.Nodes;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Tests.Machine;

/// <summary>
/// Arrays without repetition of objects and arrays that are so few that they run out: at every place of random texts the mask is compared with all the texts that
/// there are.
/// </summary>
public class UniqueCompositesTests
{
    private const char Whole = '\uFFFF'; // behind a text that may end

    private const string Two = """{"type": "object", "properties": {"a": {"type": "boolean"}}, "required": ["a"], "additionalProperties": false}""";

    /// <summary>A schema of items, the least number of them, all the items.</summary>
    public static TheoryData<string, int, string[]> Cases => new()
    {
        { Two, 0, ["""{"a": true}""", """{"a": false}"""] },
        { Two, 2, ["""{"a": true}""", """{"a": false}"""] },
        {
            """{"type": "object", "properties": {"a": {"enum": ["a", "ab"]}, "b": {"type": "null"}}, "required": ["a"], "additionalProperties": false}""", 0,
            ["""{"a": "a"}""", """{"a": "ab"}""", """{"a": "a", "b": null}""", """{"a": "ab", "b": null}"""]
        },
        {
            """{"type": "object", "properties": {"a": {"enum": [1, 12]}, "b": {"type": "boolean"}}, "required": ["a", "b"], "additionalProperties": false}""", 3,
            ["""{"a": 1, "b": true}""", """{"a": 12, "b": true}""", """{"a": 1, "b": false}""", """{"a": 12, "b": false}"""]
        },
        { """{"type": "array", "items": {"enum": [1, 12]}, "uniqueItems": true}""", 0, ["[]", "[1]", "[12]", "[1, 12]", "[12, 1]"] },
        { """{"type": "array", "items": {"type": "boolean"}, "minItems": 1, "maxItems": 2}""", 0, ["[true]", "[false]", "[true, true]", "[true, false]", "[false, true]", "[false, false]"] },
        {
            """{"type": "array", "prefixItems": [{"enum": ["a", "abc"]}, {"type": "boolean"}], "minItems": 2, "items": false}""", 0,
            ["""["a", true]""", """["a", false]""", """["abc", true]""", """["abc", false]"""]
        },
        { """{"type": "object", "properties": {"a": {"type": "object", "properties": {"b": {"enum": [12]}}, "additionalProperties": false}}, "additionalProperties": false}""", 0, ["{}", """{"a": {}}""", """{"a": {"b": 12}}"""] },
        { """{"anyOf": [{"enum": ["a", {"a": 1}]}, {"type": "object", "properties": {"a": {"enum": [1, 2]}}, "required": ["a"], "additionalProperties": false}]}""", 0, ["\"a\"", """{"a": 1}""", """{"a": 2}"""] },
        { """{"type": "object", "properties": {"a": {"type": "integer", "minimum": 9, "maximum": 12}}, "required": ["a"], "additionalProperties": false}""", 0, ["""{"a": 9}""", """{"a": 10}""", """{"a": 11}""", """{"a": 12}"""] },
        { """{"type": "object", "properties": {"a": {"type": "string", "maxLength": 0}}, "additionalProperties": false}""", 0, ["{}", """{"a": ""}"""] },
        { """{"type": "object", "properties": {"a": {"type": "string", "pattern": "^(a|ab|abc)$"}}, "required": ["a"], "additionalProperties": false}""", 0, ["""{"a": "a"}""", """{"a": "ab"}""", """{"a": "abc"}"""] },
        { $$"""{"type": "array", "items": {{Two}}, "uniqueItems": true}""", 0, ["[]", """[{"a": true}]""", """[{"a": false}]""", """[{"a": true}, {"a": false}]""", """[{"a": false}, {"a": true}]"""] },
        {
            """{"type": "object", "patternProperties": {"^(a|ab)$": {"enum": [1]}}, "additionalProperties": false}""", 0,
            ["{}", """{"a": 1}""", """{"ab": 1}""", """{"a": 1, "ab": 1}"""]
        },
        {
            """{"type": "object", "properties": {"a": {"enum": [1]}, "ab": {"enum": [1]}, "b": {"enum": [1]}}, "minProperties": 2, "maxProperties": 2, "additionalProperties": false}""", 0,
            ["""{"a": 1, "ab": 1}""", """{"a": 1, "b": 1}""", """{"ab": 1, "b": 1}"""]
        },
    };

    [Theory, MemberData(nameof(Cases))]
    public void FillMask_ItemsOfWhichThereAreFew_IsWhatTheTextsAllow(string items, int min, string[] all)
    {
        foreach (KeyOrder order in (KeyOrder[])[KeyOrder.Declared, KeyOrder.Any])
        {
            HashSet<string> beginnings = Beginnings(all, order == KeyOrder.Any, min);
            CompiledGrammar grammar = GrammarCompiler.Compile(
                SchemaDocument.Parse($$"""{"type": "array", "uniqueItems": true, "minItems": {{min}}, "items": {{items}}}"""), Vocabularies.Small, new GrammarOptions { KeyOrder = order },
                TestContext.Current.CancellationToken);
            Random random = new(7);
            for (int walk = 0; walk < 12; walk++) Walk(grammar.CreateMatcher(), beginnings, random);
        }
    }

    [Theory]
    [InlineData("""[["a"], ["a", "ab"]]""", """["a", "ab"]""", 2)]
    [InlineData("""[["a", "ab"], ["a"]]""", """["ab", "a"]""", 2)] // the first may not be what the second must be
    [InlineData("""[[1, 12], [1, 12], [1, 12, true]]""", """[1, 12, true]""", 3)]
    [InlineData("""[[{"a": 1}, {"a": 2}], [{"a": 1}], [true]]""", """[{"a": 2}, {"a": 1}, true]""", 3)]
    public void FillMask_TupleWhoseItemsTakeEachOthersValues_IsWhatTheTextsAllow(string domains, string some, int min)
    {
        JsonArray positions = JsonNode.Parse(domains)!.AsArray();
        HashSet<string> beginnings = [];
        Add("[", [], 0);
        Assert.Contains(some + Whole, beginnings);
        string items = string.Join(", ", positions.Select(p => "{\"enum\": " + p!.ToJsonString() + "}"));
        CompiledGrammar grammar = GrammarCompiler.Compile(
            SchemaDocument.Parse($$"""{"type": "array", "uniqueItems": true, "minItems": {{min}}, "prefixItems": [{{items}}], "items": false}"""), Vocabularies.Small, null,
            TestContext.Current.CancellationToken);
        Random random = new(3);
        for (int walk = 0; walk < 12; walk++) Walk(grammar.CreateMatcher(), beginnings, random);

        void Add(string text, string[] taken, int count)
        {
            if (count >= min)
                for (int i = 0; i <= text.Length + 2; i++) beginnings.Add((text + "]" + Whole)[..i]);
            if (count == positions.Count) return;
            foreach (JsonNode? value in positions[count]!.AsArray())
                if (Spellings(value).Single() is string spelling && !taken.Contains(spelling)) Add(text + (count > 0 ? ", " : "") + spelling, [.. taken, spelling], count + 1);
        }
    }

    private static void Walk(GrammarMatcher matcher, HashSet<string> beginnings, Random random)
    {
        GrammarVocabulary vocabulary = matcher.Grammar.Vocabulary;
        string text = "";
        while (!matcher.IsEnded)
        {
            SortedSet<int> expected = [];
            for (int id = 0; id < vocabulary.Size; id++)
                if (vocabulary.IsEnd(id) ? beginnings.Contains(text + Whole) : Vocabularies.BytesOf(vocabulary, id) is { IsEmpty: false } bytes && beginnings.Contains(text + Encoding.Latin1.GetString(bytes))) expected.Add(id);
            SortedSet<int> mask = Reference.Mask(matcher);
            Assert.True(expected.SetEquals(mask), $"{text}: {string.Join(' ', mask.Except(expected).Select(Named))} wrongly, not {string.Join(' ', expected.Except(mask).Select(Named))}");
            int next = expected.ElementAt(random.Next(expected.Count));
            Assert.True(matcher.TryAccept(next));
            text += Named(next);
        }

        string Named(int id) => Encoding.Latin1.GetString(Vocabularies.BytesOf(vocabulary, id));
    }

    /// <summary>The beginnings of all arrays of unlike items.</summary>
    private static HashSet<string> Beginnings(string[] all, bool anyOrder, int min)
    {
        string[][] values = [.. all.GroupBy(t => Canonical(JsonNode.Parse(t)!)).Select(g => anyOrder ? [.. g.SelectMany(t => Spellings(JsonNode.Parse(t)!)).Distinct()] : g.ToArray())];
        HashSet<string> beginnings = [];
        Add("[", new bool[values.Length], 0);
        return beginnings;

        void Add(string text, bool[] used, int count)
        {
            if (count >= min)
                for (int i = 0; i <= text.Length + 2; i++) beginnings.Add((text + "]" + Whole)[..i]);
            for (int v = 0; v < values.Length; v++)
            {
                if (used[v]) continue;
                used[v] = true;
                foreach (string spelling in values[v]) Add(text + (count > 0 ? ", " : "") + spelling, used, count + 1);
                used[v] = false;
            }
        }
    }

    private static string Canonical(JsonNode value) => value is JsonObject members
        ? "{" + string.Join(",", members.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => m.Key + ":" + (m.Value is null ? "null" : Canonical(m.Value)))) + "}"
        : value is JsonArray items ? "[" + string.Join(",", items.Select(i => Canonical(i!))) + "]" : value.ToJsonString();

    /// <summary>A value with the members of its objects in each order.</summary>
    private static IEnumerable<string> Spellings(JsonNode? value)
    {
        if (value is JsonArray items) return items.Aggregate((IEnumerable<string>)[""], (texts, item) => texts.SelectMany(t => Spellings(item).Select(s => t + (t.Length > 0 ? ", " : "") + s))).Select(t => $"[{t}]");
        if (value is not JsonObject members) return [value?.ToJsonString() ?? "null"];
        return Orders([.. members]).SelectMany(order => order.Aggregate((IEnumerable<string>)[""], (texts, member) =>
            texts.SelectMany(t => Spellings(member.Value).Select(s => $"{t}{(t.Length > 0 ? ", " : "")}\"{member.Key}\": {s}"))).Select(t => $"{{{t}}}"));
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>[]> Orders(KeyValuePair<string, JsonNode?>[] members)
    {
        if (members.Length < 2) return [members];
        return members.SelectMany((member, i) => Orders([.. members[..i], .. members[(i + 1)..]]).Select(rest => (KeyValuePair<string, JsonNode?>[])[member, .. rest]));
    }
}
