using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.TestData;
using EdgeAgent.Tokenizers.SentencePiece;

namespace EdgeAgent.Tokenizers.Tests;

/// <summary>SentencePiece's own model files.</summary>
public sealed class SentencePieceModelTests
{
    private static string Polish => SharedData.Require("goldens", "tokenizers", "polish.sentencepiece.model");

    [Fact]
    public void Load_PolishModel_GivesTheGoldenIds()
    {
        Tokenizer tokenizer = Tokenizer.Load(Polish);
        int cases = 0;
        foreach (JsonElement golden in Goldens.Cases("polish", "goldens.jsonl"))
        {
            cases++;
            Assert.Equal(golden.Ids("ids"), tokenizer.Encode(golden.Text("text")));
            Assert.Equal(golden.Text("decoded"), tokenizer.Decode(golden.Ids("ids")));
        }
        Assert.True(cases > 2700, $"only {cases} cases were read");
    }

    [Fact]
    public void ToTokenizerJson_PolishModel_SaysWhatTheConvertedFileSays()
    {
        JsonNode json = JsonNode.Parse(SentencePieceModel.ToTokenizerJson(File.ReadAllBytes(Polish)))!;
        JsonNode converted = JsonNode.Parse(Goldens.Read(Goldens.Path("polish", "tokenizer.json")))!;
        Assert.True(JsonNode.DeepEquals(converted["model"]!["vocab"], json["model"]!["vocab"]));
        Assert.True(JsonNode.DeepEquals(converted["model"]!["merges"], json["model"]!["merges"]));
        Assert.True(JsonNode.DeepEquals(converted["normalizer"], json["normalizer"]));
        Assert.True(JsonNode.DeepEquals(converted["decoder"], json["decoder"]));
    }

    [Fact]
    public void Load_CutOrChangedModel_IsAnErrorOrATokenizer()
    {
        byte[] sound = File.ReadAllBytes(Polish);
        var random = new Random(4);
        int refused = 0;
        for (int i = 0; i < 300; i++)
        {
            byte[] model = sound[..(i % 2 == 0 ? sound.Length : random.Next(sound.Length))];
            for (int changes = random.Next(3); changes > 0 && model.Length > 0; changes--) model[random.Next(model.Length)] = (byte)random.Next(256);
            try
            {
                SentencePieceModel.Load(model).Encode("Cze\u015B\u0107, \u015Bwiecie");
            }
            catch (TokenizerException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, 100, 299);
    }

    [Theory]
    [InlineData(3, false, "", "EA3051", "word")]
    [InlineData(2, true, "", "EA3051", "white space")]
    [InlineData(4, false, "", "EA3051", "character")]
    [InlineData(2, false, "map", "EA3011", "map of characters")]
    [InlineData(1, false, "map", "EA3011", "map of characters")]
    public void Load_OtherKinds_AreRefusedByName(int kind, bool removesSpaces, string map, string code, string named)
    {
        byte[] model = [
            .. Message(1, [.. Message(1, "<unk>"u8), 3 << 3, 2]), .. Message(1, Message(1, "a"u8)),
            .. Message(2, [3 << 3, (byte)kind]),
            .. Message(3, [.. Message(2, Encoding.ASCII.GetBytes(map)), 4 << 3, removesSpaces ? (byte)1 : (byte)0])];
        var error = Assert.Throws<TokenizerException>(() => SentencePieceModel.Load(model));
        Assert.Equal(code, error.Code);
        Assert.Contains(named, error.What, StringComparison.OrdinalIgnoreCase);
    }

    [Theory, InlineData("\n{\n"), InlineData("\n\n\n{"), InlineData("{")]
    public void Load_JsonAfterLineEnds_IsNoModel(string start)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("t"), start + TinyJson.Create().ToJsonString()[1..]);
        Assert.Equal([257], Tokenizer.Load(folder.File("t")).Encode("abc"));
    }

    [Fact]
    public void Load_NoModel_IsAnError()
    {
        foreach (byte[] model in (byte[][])[[], [0], [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F], [0x0A, 2, 0x0A, 0]])
            Assert.Equal("EA3050", Assert.Throws<TokenizerException>(() => SentencePieceModel.Load(model)).Code);
    }

    private static byte[] Message(int field, ReadOnlySpan<byte> content) => [(byte)((field << 3) | 2), (byte)content.Length, .. content];
}
