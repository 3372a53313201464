using System.Text;
using System.Text.Json.Nodes;
using EdgeAgent.TestData;
using EdgeAgent.Tokenizers.Gguf;
using EdgeAgent.Tokenizers.SentencePiece;

namespace EdgeAgent.Tokenizers.Tests;

/// <summary>Unigram models in SentencePiece's own format, with the ids that SentencePiece gives: see Data/README.md.</summary>
public sealed class SentencePieceUnigramTests
{
    private static readonly JsonNode s_file = JsonNode.Parse(File.ReadAllText(
        SharedData.InRepository("tests", "EdgeAgent.Tokenizers.Tests", "Data", "sentencepiece-unigram.json")))!;

    public static TheoryData<string> Names => [.. s_file["cases"]!.AsArray().Select(static model => (string)model!["name"]!)];

    [Theory, MemberData(nameof(Names))]
    public void Load_EveryModel_GivesSentencePiecesIds(string name)
    {
        Tokenizer tokenizer = SentencePieceModel.Load(Bytes(name));
        foreach ((string text, int[] ids) in Cases(name)) Assert.Equal(ids, tokenizer.Encode(text));
    }

    [Theory, InlineData("all"), InlineData("spaces kept"), InlineData("bytes")]
    public void Decode_TextsWithoutOddities_GivesThemBack(string name)
    {
        Tokenizer tokenizer = SentencePieceModel.Load(Bytes(name));
        foreach (string text in (string[])["La luce della cucina", "gradi nel salotto", "a.b@c.it"])
            Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text)));
        Assert.Equal("La \u2047 ", tokenizer.Decode([.. tokenizer.Encode("La"), 0]));
    }

    [Fact]
    public void ToTokenizerJson_PlainModel_SaysTheSame()
    {
        Tokenizer tokenizer = Tokenizer.LoadJson(Encoding.UTF8.GetBytes(SentencePieceModel.ToTokenizerJson(Bytes("spaces kept"))));
        foreach ((string text, int[] ids) in Cases("spaces kept").Where(static entry => entry.Text is not (['\u2581', ..] or [' ', ..])))
            Assert.Equal(ids, tokenizer.Encode(text));   // with a space at the beginning the converter puts no other before it
    }

    [Theory, InlineData("no marks"), InlineData("unused")]
    public void ToTokenizerJson_WhatTheFormatCannotSay_IsRefused(string name)
        => Assert.Equal("EA3051", Assert.Throws<TokenizerException>(() => SentencePieceModel.ToTokenizerJson(Bytes(name))).Code);

    [Fact]
    public void Load_CutOrChangedModel_IsAnErrorOrATokenizer()
    {
        byte[] sound = Bytes("bytes");
        var random = new Random(6);
        int refused = 0;
        for (int i = 0; i < 400; i++)
        {
            byte[] model = sound[..(i % 4 == 0 ? random.Next(sound.Length) : sound.Length)];
            for (int changes = random.Next(6); changes > 0 && model.Length > 0; changes--) model[random.Next(model.Length)] = (byte)random.Next(256);
            try
            {
                SentencePieceModel.Load(model).Encode("Świeci ﬁ① e\u0301 słońce\t");
            }
            catch (TokenizerException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, 50, 390);
    }

    [Fact]
    public void GgufTokenizer_UnigramVocabulary_GivesTheIdsOfItsTokenizerJson()
    {
        using var folder = new TemporaryFolder();
        JsonArray vocabulary = RuleCaseTests.Model("unigram")["vocab"]!.AsArray();
        var metadata = new Dictionary<string, object>
        {
            ["tokenizer.ggml.model"] = "t5",
            ["tokenizer.ggml.tokens"] = vocabulary.Select(static piece => (string)piece![0]!).Append("[PAD]").ToArray(),
            ["tokenizer.ggml.scores"] = vocabulary.Select(static piece => (float)piece![1]!).Append(0).ToArray(),
            ["tokenizer.ggml.token_type"] = vocabulary.Select(static (_, id) => id == 0 ? 2 : id < 3 ? 3 : 1).Append(5).ToArray(),
            ["tokenizer.ggml.remove_extra_whitespaces"] = false,
            ["tokenizer.ggml.add_eos_token"] = true,
            ["tokenizer.ggml.eos_token_id"] = 2,
        };
        GgufFile.Write(folder.File("t.gguf"), metadata);
        Tokenizer tokenizer = GgufTokenizer.Load(GgufHeader.Open(folder.File("t.gguf")));
        foreach ((string text, int[] ids) in Cases("spaces kept").Where(static entry => entry.Text is not (['\u2581', ..] or [' ', ..])))
            Assert.Equal(ids, tokenizer.Encode(text));
        Assert.Equal(2, tokenizer.Encode("luce", new EncodeOptions { AddSpecialTokens = true })[^1]);

        metadata["tokenizer.ggml.precompiled_charsmap"] = new[] { 1, 2 };
        GgufFile.Write(folder.File("t.gguf"), metadata);
        Assert.Equal("EA3042", Assert.Throws<TokenizerException>(() => GgufTokenizer.Load(GgufHeader.Open(folder.File("t.gguf")))).Code);
    }

    private static byte[] Bytes(string name) => Convert.FromBase64String((string)Case(name)["model"]!);

    private static JsonNode Case(string name) => s_file["cases"]!.AsArray().Single(model => (string)model!["name"]! == name)!;

    private static IEnumerable<(string Text, int[] Ids)> Cases(string name) => s_file["texts"]!.AsArray().Zip(Case(name)["ids"]!.AsArray(),
        static (text, ids) => ((string)text!, ids!.AsArray().Select(static id => (int)id!).ToArray()));
}
