using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EdgeAgent.Grammar;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Benchmarks.Walks;

/// <summary>Texts that a schema's patterns match, and parts of such. An unanchored pattern allows any character before its match, so that a
/// walk by chance would hardly ever spell the match; with these it does. They are the literals in the pattern, and walks over the pattern
/// alone, anchored at both ends.</summary>
internal static partial class PatternHints
{
    private const int MaxPatterns = 30, TextsEach = 4, MaxBytes = 1000;

    /// <summary>What goes between the quotes, as token ids.</summary>
    public static List<int[]> Of(byte[] schema, WalkVocabulary vocabulary, RandomWalk walk, Random random)
    {
        using JsonDocument document = JsonDocument.Parse(schema, new JsonDocumentOptions { MaxDepth = 1000 });
        HashSet<string> patterns = new(StringComparer.Ordinal);
        Collect(document.RootElement, patterns);
        List<int[]> hints = [];
        foreach (string pattern in patterns.Take(MaxPatterns))
        {
            foreach (Match literal in Literal().Matches(pattern)) hints.Add(vocabulary.Encode(Encoding.UTF8.GetBytes(literal.Value.Replace("\\", "", StringComparison.Ordinal))));
            if (Anchored(pattern, vocabulary) is not { } grammar) continue;
            for (int i = 0; i < TextsEach; i++)
            {
                GrammarMatcher matcher = grammar.CreateMatcher();
                if (walk.Run(matcher, random, [], MaxBytes) is null) hints.Add(vocabulary.Encode(matcher.Text[1..^1]));
            }
        }
        return hints;
    }

    /// <summary>Characters that stand for themselves, without a last one that a quantifier follows.</summary>
    [GeneratedRegex(@"(?:[\w :/@#=,-]|\\[./$^?*+()|-])+(?![?*{])")]
    private static partial Regex Literal();

    private static CompiledGrammar? Anchored(string pattern, WalkVocabulary vocabulary)
    {
        try
        {
            string schema = new JsonObject { ["type"] = "string", ["pattern"] = $"^(?:{pattern})$" }.ToJsonString();
            return GrammarCompiler.Compile(SchemaDocument.Parse(schema), vocabulary.Grammar);
        }
        catch (Exception e) when (e is GrammarException or JsonSchemaException)
        {
            return null; // the schema that has it is refused too
        }
    }

    private static void Collect(JsonElement value, HashSet<string> patterns)
    {
        if (value.ValueKind == JsonValueKind.Array)
            foreach (JsonElement item in value.EnumerateArray()) Collect(item, patterns);
        if (value.ValueKind != JsonValueKind.Object) return;
        foreach (JsonProperty member in value.EnumerateObject())
            if (member.Name == "pattern" && member.Value.ValueKind == JsonValueKind.String) patterns.Add(member.Value.GetString()!);
            else Collect(member.Value, patterns);
    }
}
