using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EdgeAgent.Grammar;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Benchmarks.Walks;

/// <summary>Texts out of a schema that a walk by chance would hardly ever spell, and may need to come to an end: the match of an unanchored
/// pattern, a required member among any others, an item that must be contained.</summary>
/// <remarks>Names go with their joints, as <c>, "name": </c>; values as they are and as a next item. Of patterns there are the literals in
/// them, and walks over the pattern alone, anchored at both ends.</remarks>
internal sealed partial class SchemaHints(WalkVocabulary vocabulary, RandomWalk walk, Random random)
{
    private const int MaxPatterns = 30, MaxNames = 30, TextsEach = 4, MaxBytes = 1000;

    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly HashSet<string> _names = new(StringComparer.Ordinal), _values = new(StringComparer.Ordinal), _patterns = new(StringComparer.Ordinal);

    /// <summary>The hints of a schema, as token ids.</summary>
    public List<int[]> Of(byte[] schema)
    {
        using JsonDocument document = JsonDocument.Parse(schema, new JsonDocumentOptions { MaxDepth = 1000 });
        Collect(document.RootElement);
        List<string> texts = [];
        foreach (string name in _names.Select(name => JsonSerializer.Serialize(name, s_plain))) texts.AddRange([$", {name}: ", $"{name}: "]);
        foreach (string value in _values) texts.AddRange([$", {value}", value]);
        foreach (string pattern in _patterns.Take(MaxPatterns)) texts.AddRange([.. Literals(pattern), .. Matches(pattern)]);
        return [.. texts.Select(text => vocabulary.Encode(Encoding.UTF8.GetBytes(text)))];
    }

    private void Collect(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array)
            foreach (JsonElement item in value.EnumerateArray()) Collect(item);
        if (value.ValueKind != JsonValueKind.Object) return;
        foreach (JsonProperty member in value.EnumerateObject())
        {
            switch (member.Name, member.Value.ValueKind)
            {
                case ("pattern", JsonValueKind.String): _patterns.Add(member.Value.GetString()!); break;
                case ("properties", JsonValueKind.Object): _names.UnionWith(member.Value.EnumerateObject().Take(MaxNames).Select(p => p.Name)); break;
                case ("patternProperties", JsonValueKind.Object): _patterns.UnionWith(member.Value.EnumerateObject().Select(p => p.Name)); break;
                case ("required", JsonValueKind.Array): AddNames(member.Value); break;
                case ("dependentRequired" or "dependencies", JsonValueKind.Object):
                    foreach (JsonProperty dependency in member.Value.EnumerateObject()) AddNames(dependency.Value);
                    break;
                case ("const", _): _values.Add(member.Value.GetRawText()); break;
                case ("enum", JsonValueKind.Array): _values.UnionWith(member.Value.EnumerateArray().Take(10).Select(v => v.GetRawText())); break;
                case (_, JsonValueKind.Number): _values.Add(member.Value.GetRawText()); break;
            }
            Collect(member.Value);
        }
    }

    private void AddNames(JsonElement names)
    {
        if (names.ValueKind != JsonValueKind.Array) return;
        foreach (JsonElement name in names.EnumerateArray())
            if (name.ValueKind == JsonValueKind.String) _names.Add(name.GetString()!);
    }

    private static IEnumerable<string> Literals(string pattern)
        => Literal().Matches(pattern).Select(literal => literal.Value.Replace("\\", "", StringComparison.Ordinal));

    /// <summary>What the pattern matches, without the quotes; nothing where the engine refuses it: it refuses the schema too.</summary>
    private List<string> Matches(string pattern)
    {
        List<string> texts = [];
        try
        {
            string schema = new JsonObject { ["type"] = "string", ["pattern"] = $"^(?:{pattern})$" }.ToJsonString();
            CompiledGrammar grammar = GrammarCompiler.Compile(SchemaDocument.Parse(schema), vocabulary.Grammar);
            for (int i = 0; i < TextsEach; i++)
            {
                GrammarMatcher matcher = grammar.CreateMatcher();
                if (walk.Run(matcher, random, [], MaxBytes) is null) texts.Add(Encoding.UTF8.GetString(matcher.Text[1..^1]));
            }
        }
        catch (Exception e) when (e is GrammarException or JsonSchemaException)
        {
            return texts; // the schema that has the pattern is refused and counted
        }
        return texts;
    }

    /// <summary>Characters that stand for themselves, without a last one that a quantifier follows.</summary>
    [GeneratedRegex(@"(?:[\w :/@#=,-]|\\[./$^?*+()|-])+(?![?*{])")]
    private static partial Regex Literal();
}
