using System.Text.Encodings.Web;
using System.Text.Json;
using EdgeAgent.Agents.Generators.Schemas;

namespace EdgeAgent.Agents.Generators.Tests;

/// <summary>The generator writes names and texts on its own: as System.Text.Json does at run time.</summary>
public sealed class JsonTextTests
{
    [Fact]
    public void Names_OfEveryShape_AreThoseOfTheNamingPolicies()
    {
        Random random = new(7);
        const string Letters = "abXYZ12_ èÈǅß-中";
        for (int i = 0; i < 20_000; i++)
        {
            string name = string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => Letters[random.Next(Letters.Length)]));
            Assert.Equal(JsonNamingPolicy.SnakeCaseLower.ConvertName(name), JsonNames.SnakeCase(name));
            Assert.Equal(JsonNamingPolicy.CamelCase.ConvertName(name), JsonNames.CamelCase(name));
        }
    }

    [Fact]
    public void String_OfEveryCharacter_IsThatOfTheRelaxedEncoder()
    {
        for (int c = 0; c <= char.MaxValue; c++)
        {
            if (char.IsSurrogate((char)c)) continue;
            string text = $"{(char)c}";
            Assert.Equal(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text), JsonText.String(text)[1..^1]);
        }
        Assert.Equal(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode("😀"), JsonText.String("😀")[1..^1]);
    }

    [Theory]
    [InlineData(0.1, "0.1")]
    [InlineData(1e20, "1E+20")]
    [InlineData(-2.5, "-2.5")]
    public void Number_Double_IsTheShortestText(double value, string json)
    {
        Assert.Equal(json, JsonText.Number(value));
        Assert.Equal(JsonSerializer.Serialize(value), JsonText.Number(value));
    }
}
