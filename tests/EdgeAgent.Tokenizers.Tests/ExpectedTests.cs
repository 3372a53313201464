using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace EdgeAgent.Tokenizers.Tests;

/// <summary>Ids and offsets are Hugging Face's: over every code point, random texts where characters meet, and all goldens.</summary>
public sealed partial class ExpectedTests
{
    public static TheoryData<string> Parts => [.. ExpectedTexts.Expected("parts").EnumerateObject().Select(static part => part.Name)];

    public static TheoryData<string> Files => [.. ExpectedTexts.Expected("files").EnumerateObject().Select(static file => file.Name)];

    public static TheoryData<string> Families => [.. ExpectedTexts.Expected("goldens").EnumerateObject().Select(static golden => golden.Name)];

    public static TheoryData<string> PartsForEveryCharacter
        => [.. ExpectedTexts.Expected("parts").EnumerateObject().Where(static part => part.Value.TryGetProperty("characters", out _))
            .Select(static part => part.Name)];

    [Theory, MemberData(nameof(PartsForEveryCharacter))]
    public void EncodeBytesWithOffsets_EveryCharacter_GivesTheLibrarysIdsAndOffsets(string name)
    {
        JsonElement parts = ExpectedTexts.Expected("parts").GetProperty(name);
        Assert.Equal(parts.Text("characters"), ExpectedTexts.Sum(ExpectedTexts.Create(parts), ExpectedTexts.EveryCharacter(), addSpecialTokens: false));
    }

    [Theory, MemberData(nameof(Parts))]
    public void EncodeBytesWithOffsets_RandomTexts_GivesTheLibrarysIdsAndOffsets(string name)
    {
        JsonElement parts = ExpectedTexts.Expected("parts").GetProperty(name);
        Assert.Equal(parts.Text("random"), ExpectedTexts.Sum(ExpectedTexts.Create(parts), ExpectedTexts.RandomTexts(), addSpecialTokens: true));
    }

    [Theory, MemberData(nameof(Files))]
    public void EncodeBytesWithOffsets_SmallTokenizers_GivesTheLibrarysIdsAndOffsets(string name)
    {
        Tokenizer tokenizer = Tokenizer.Load(ExpectedTexts.Path(name + ".tokenizer.json"));
        IEnumerable<string> texts = File.ReadAllLines(ExpectedTexts.Path(name + ".cases.jsonl"), Encoding.UTF8)
            .Select(static line => JsonDocument.Parse(line).RootElement.Text("text"));
        Assert.Equal(ExpectedTexts.Expected("files").GetProperty(name).GetString(), ExpectedTexts.Sum(tokenizer, texts, addSpecialTokens: true));
    }

    [Theory, MemberData(nameof(Families))]
    public void EncodeBytesWithOffsets_EveryGolden_GivesTheLibrarysIdsAndOffsets(string name)
    {
        JsonElement expected = ExpectedTexts.Expected("goldens").GetProperty(name);
        string[] texts = [.. Goldens.Cases(name, "goldens.jsonl").Select(static golden => golden.Text("text"))
            .Where(text => name != "smollm2" || !VanishesInSmolLm2().IsMatch(text))];
        Assert.Equal(expected.GetProperty("cases").GetInt32(), texts.Length);
        Assert.Equal(expected.Text("sum"), ExpectedTexts.Sum(Goldens.Tokenizer(name), texts, addSpecialTokens: true));
    }

    /// <summary>Characters of which its vocabulary lacks a byte: the library shifts the offsets that follow.</summary>
    [GeneratedRegex("[\\x04\\x06\\x13\\x14\\x16\\x1D\uD8C0-\uDABF]")]
    private static partial Regex VanishesInSmolLm2();
}
