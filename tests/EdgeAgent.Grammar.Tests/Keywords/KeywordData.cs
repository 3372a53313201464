using System.Text.Json;
using EdgeAgent.TestData;

namespace EdgeAgent.Grammar.Tests.Keywords;

/// <summary>What the page on JSON Schema says and the tests check: rows of keywords with their cases, differences from the specification, formats.</summary>
internal static class KeywordData
{
    private static readonly JsonDocument KeywordRows = Read("keywords.json"), DifferenceRows = Read("differences.json"), FormatRows = Read("formats.json");

    /// <summary>Sections by title, of rows.</summary>
    public static IEnumerable<JsonProperty> Sections => KeywordRows.RootElement.EnumerateObject();

    public static IEnumerable<JsonElement> Keywords => Sections.SelectMany(s => s.Value.EnumerateArray());

    public static IEnumerable<JsonElement> Differences => DifferenceRows.RootElement.EnumerateArray();

    public static IEnumerable<JsonProperty> Formats => FormatRows.RootElement.EnumerateObject();

    /// <summary>By keyword, the drafts whose meta-schemas have it, as they are written.</summary>
    public static IReadOnlyDictionary<string, string> Drafts { get; } = ReadDrafts();

    public static string TextOf(JsonElement row, string member) => row.TryGetProperty(member, out JsonElement text) ? text.GetString()! : "";

    public static string[] TextsOf(JsonElement row, string member) => row.TryGetProperty(member, out JsonElement texts) ? [.. texts.EnumerateArray().Select(t => t.GetString()!)] : [];

    public static JsonElement[] RowsOf(JsonElement row, string member) => row.TryGetProperty(member, out JsonElement rows) ? [.. rows.EnumerateArray()] : [];

    /// <summary>Options as a row's member <c>options</c> has them.</summary>
    public static GrammarOptions OptionsOf(JsonElement row)
    {
        GrammarOptions options = new();
        if (!row.TryGetProperty("options", out JsonElement json)) return options;
        foreach (JsonProperty p in json.EnumerateObject())
        {
            string value = p.Value.GetString()!;
            options = p.Name switch
            {
                "WhiteSpace" => options with { WhiteSpace = Enum.Parse<WhiteSpace>(value) },
                "KeyOrder" => options with { KeyOrder = Enum.Parse<KeyOrder>(value) },
                "NumberForms" => options with { NumberForms = Enum.Parse<NumberForms>(value) },
                "Undeclared" => options with { Undeclared = Enum.Parse<UndeclaredProperties>(value) },
                _ => throw new InvalidOperationException($"No option {p.Name}."),
            };
        }
        return options;
    }

    private static JsonDocument Read(string file) => JsonDocument.Parse(File.ReadAllBytes(SharedData.InRepository("tests", "EdgeAgent.Grammar.Tests", "Cases", file)));

    private static Dictionary<string, string> ReadDrafts()
    {
        Dictionary<string, SortedSet<string>> drafts = new(StringComparer.Ordinal);
        foreach (string file in Directory.GetFiles(SharedData.InRepository("src", "EdgeAgent.JsonSchema", "MetaSchemas"), "*.json"))
        {
            string name = Path.GetFileName(file);
            string draft = name.StartsWith("draft-0", StringComparison.Ordinal) ? $"{name[7]}" : name[..7];
            using JsonDocument schema = JsonDocument.Parse(File.ReadAllBytes(file));
            if (!schema.RootElement.TryGetProperty("properties", out JsonElement properties)) continue;
            foreach (JsonProperty keyword in properties.EnumerateObject())
            {
                if (!drafts.TryGetValue(keyword.Name, out SortedSet<string>? known)) drafts.Add(keyword.Name, known = new(Comparer<string>.Create((a, b) => a.Length == b.Length ? string.CompareOrdinal(a, b) : a.Length - b.Length)));
                known.Add(draft);
            }
        }
        drafts["$ref"].Add("4"); // the meta-schema of draft 4 uses it and does not describe it
        drafts["format"].Add("4");
        return drafts.ToDictionary(d => d.Key, d => string.Join(", ", d.Value), StringComparer.Ordinal);
    }
}
