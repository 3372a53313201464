using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.TestData;
using EdgeAgent.Tokenizers.Gguf;

namespace EdgeAgent.Tokenizers.Tests;

public sealed class GgufTokenizerTests
{
    private static string SmolLm2 => SharedData.Require("models", "SmolLM2-135M-Instruct.Q4_1.gguf");

    [Fact]
    public void Load_SmolLm2Gguf_GivesTheGoldenIdsOfItsPublishedTokenizer()
    {
        Tokenizer tokenizer = GgufTokenizer.Load(GgufHeader.Open(SmolLm2));
        foreach (JsonElement golden in Goldens.Cases("smollm2", "goldens.jsonl"))
        {
            Assert.Equal(golden.Ids("ids"), tokenizer.Encode(golden.Text("text")));
            Assert.Equal(golden.Ids("ids_with_special"),
                tokenizer.Encode(golden.Text("text"), new EncodeOptions { AddSpecialTokens = true }));
            Assert.Equal(golden.Text("decoded"), tokenizer.Decode(golden.Ids("ids")));
            Assert.Equal(golden.Text("decoded_skip"), tokenizer.Decode(golden.Ids("ids"), skipSpecialTokens: true));
        }
    }

    [Fact]
    public void ToTokenizerJson_SmolLm2Gguf_SaysWhatThePublishedFileSays()
    {
        string json = GgufTokenizer.ToTokenizerJson(GgufHeader.Open(SmolLm2));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Goldens.Read(Goldens.Path("smollm2", "tokenizer.json"))), JsonNode.Parse(json)));
        Assert.Equal(json, GgufTokenizer.ToTokenizerJson(GgufHeader.Open(SmolLm2)));
    }

    [Fact]
    public void Load_EmbeddedModelsGguf_AgreesWithSmolLm2()
    {
        string file = SharedData.Require("models", "edgeagent-135m", "edgeagent-135m.Q4_0-00001-of-00002.gguf");
        Tokenizer embedded = GgufTokenizer.Load(GgufHeader.Open(file));
        Tokenizer published = Goldens.Tokenizer("smollm2");
        var random = new Random(5);
        for (int i = 0; i < 500; i++)
        {
            string text = RandomText.Create(random, 60);
            Assert.Equal(published.Encode(text), embedded.Encode(text));
        }
    }

    [Theory]
    [InlineData("smollm", "smollm2")]
    [InlineData("llama-bpe", "llama3")]
    [InlineData("qwen2", "qwen3")]
    public void Load_GgufOfAPublishedTokenizer_GivesItsGoldenIds(string pre, string name)
    {
        using var folder = new TemporaryFolder();
        Dictionary<string, object> metadata = FromTokenizerJson(name, pre);
        GgufFile.Write(folder.File("t.gguf"), metadata);
        Tokenizer tokenizer = GgufTokenizer.Load(GgufHeader.Open(folder.File("t.gguf")));
        Assert.Equal(Goldens.Tokenizer(name).VocabularySize, tokenizer.VocabularySize);
        foreach (JsonElement golden in Goldens.Cases(name, "goldens.jsonl"))
        {
            Assert.Equal(golden.Ids("ids"), tokenizer.Encode(golden.Text("text")));
            Assert.Equal(golden.Ids("ids_with_special"),
                tokenizer.Encode(golden.Text("text"), new EncodeOptions { AddSpecialTokens = true }));
            Assert.Equal(golden.Text("decoded_skip"), tokenizer.Decode(golden.Ids("ids"), skipSpecialTokens: true));
        }
    }

    [Fact]
    public void Load_UnusedTokensAndEndOfText_LeavesThemWithoutTextAndAddsTheEnd()
    {
        using var folder = new TemporaryFolder();
        Dictionary<string, object> metadata = Small();
        metadata["tokenizer.ggml.add_eos_token"] = true;
        GgufFile.Write(folder.File("t.gguf"), metadata);
        Tokenizer tokenizer = GgufTokenizer.Load(GgufHeader.Open(folder.File("t.gguf")));
        Assert.Equal([2, 4], tokenizer.Encode("ab", new EncodeOptions { AddSpecialTokens = true }));
        Assert.True(tokenizer.TokenBytes(3).IsEmpty);
        Assert.Equal(5, tokenizer.VocabularySize);
        Assert.Equal([0, 5 - 1], tokenizer.Encode("a<end>"));
    }

    [Theory]
    [InlineData("gpt-4o", "Turn it's ON 12345!", "Turn| it's| ON| |123|45|!")]
    [InlineData("tekken", "Turn it's ON 12", "Turn| it|'s| ON| |1|2")]
    [InlineData("deepseek-v3", "a漢字b 1234 +x", "a|漢字|b| |123|4| +|x")]
    [InlineData("deepseek-coder", "a b.漢1\n", "a| b|.|漢|1|\n")]
    [InlineData("falcon", "a+b 12345", "a|+|b| |123|45")]
    [InlineData("bloom", "a b, c(d", "a| b|,| c|(|d")]
    [InlineData("viking", "a12", "a|1|2")]
    [InlineData("bailingmoe", "it's a12", "it|'s| a|1|2")]
    [InlineData("seed-coder", "a ++\n\nb", "a| ++|\n\n|b")]
    [InlineData("minicpm5", "a1234", "a|123|4")]
    [InlineData("kimi-k2", "a漢字B's", "a|漢字|B's")]
    [InlineData("qwen35", "e\u0301a 12", "e\u0301a| |1|2")]
    [InlineData("tiny_aya", "1234567 ab", "1|234|567| ab")]
    [InlineData("superbpe", "1234567", "1|234|567")]
    [InlineData("starcoder", "a b12", "a| b|1|2")]
    [InlineData("chatglm-bpe", "a 1234", "a| |123|4")]
    [InlineData("stablelm2", "a 12", "a| |1|2")]
    [InlineData("mpt", "a b12", "a| b|12")]
    public void Load_NameOfAPreTokenizer_CutsAsTheModelsDo(string pre, string text, string pieces)
    {
        // Every two neighbouring characters merge, and so do the halves of every piece: what is one piece becomes one token.
        using var folder = new TemporaryFolder();
        string[] alphabet = [.. Enumerable.Range(0, 256).Select(static b => Bpe.ByteLevelAlphabet.Character((byte)b).ToString())];
        var tokens = new List<string>(alphabet);
        var merges = new List<string>();
        for (int start = 0; start < Encoded(text).Length; start++)
        {
            string whole = Encoded(text)[start..];
            for (int length = 2; length <= whole.Length; length++)
            {
                if (tokens.Contains(whole[..length])) continue;
                tokens.Add(whole[..length]);
                merges.Add($"{whole[..(length - 1)]} {whole[length - 1]}");
            }
        }
        Dictionary<string, object> metadata = new()
        {
            ["tokenizer.ggml.model"] = "gpt2", ["tokenizer.ggml.pre"] = pre, ["tokenizer.ggml.tokens"] = tokens.ToArray(),
            ["tokenizer.ggml.merges"] = merges.ToArray(), ["tokenizer.ggml.add_bos_token"] = false,
        };
        GgufFile.Write(folder.File("t.gguf"), metadata);
        Tokenizer tokenizer = GgufTokenizer.Load(GgufHeader.Open(folder.File("t.gguf")));
        Assert.Equal(pieces, string.Join('|', tokenizer.Encode(text).Select(id => System.Text.Encoding.UTF8.GetString(tokenizer.TokenBytes(id)))));

        static string Encoded(string text) => string.Concat(System.Text.Encoding.UTF8.GetBytes(text).Select(Bpe.ByteLevelAlphabet.Character));
    }

    [Theory]
    [InlineData("tokenizer.ggml.model", null, "EA3040")]
    [InlineData("tokenizer.ggml.model", "bert", "EA3040")]
    [InlineData("tokenizer.ggml.pre", "chameleon", "EA3041")]
    [InlineData("tokenizer.ggml.tokens", null, "EA3042")]
    [InlineData("tokenizer.ggml.merges", "a b", "EA3042")]
    [InlineData("tokenizer.ggml.token_type", 1, "EA3042")]
    [InlineData("tokenizer.ggml.token_type", new[] { 1, 1 }, "EA3042")]
    [InlineData("tokenizer.ggml.token_type", new[] { 1, 1, 1, 6, 3 }, "EA3042")]
    [InlineData("tokenizer.ggml.add_bos_token", true, "EA3042")]
    [InlineData("tokenizer.ggml.merges", new[] { "a a" }, "EA3007")]
    [InlineData("tokenizer.ggml.tokens", new[] { "a", "a", "ab", "c", "<end>" }, "EA3006")]
    public void Load_MetadataThatCannotBeUsed_NamesTheKey(string key, object? value, string code)
    {
        using var folder = new TemporaryFolder();
        Dictionary<string, object> metadata = Small();
        if (value is null) metadata.Remove(key);
        else metadata[key] = value;
        GgufFile.Write(folder.File("t.gguf"), metadata);
        var error = Assert.Throws<TokenizerException>(() => GgufTokenizer.Load(GgufHeader.Open(folder.File("t.gguf"))));
        Assert.Equal(code, error.Code);
        string named = value is true ? "tokenizer.ggml.bos_token_id" : key;
        if (code.StartsWith("EA304", StringComparison.Ordinal)) Assert.Contains(named, error.Where, StringComparison.Ordinal);
    }

    private static Dictionary<string, object> Small() => new()
    {
        ["tokenizer.ggml.model"] = "gpt2",
        ["tokenizer.ggml.pre"] = "gpt-2",
        ["tokenizer.ggml.tokens"] = new[] { "a", "b", "ab", "[PAD3]", "<end>" },
        ["tokenizer.ggml.token_type"] = new[] { 1, 1, 1, 5, 3 },
        ["tokenizer.ggml.merges"] = new[] { "a b" },
        ["tokenizer.ggml.eos_token_id"] = 4,
    };

    /// <summary>What llama.cpp's converter makes of a tokenizer.json: one array of all tokens, their types, merges as strings.</summary>
    private static Dictionary<string, object> FromTokenizerJson(string name, string pre)
    {
        JsonElement json = JsonDocument.Parse(Goldens.Read(Goldens.Path(name, "tokenizer.json"))).RootElement;
        Tokenizer tokenizer = Goldens.Tokenizer(name);
        var tokens = new string[tokenizer.VocabularySize];
        var types = new int[tokens.Length];
        foreach (JsonProperty token in json.GetProperty("model").GetProperty("vocab").EnumerateObject())
            (tokens[token.Value.GetInt32()], types[token.Value.GetInt32()]) = (token.Name, 1);
        foreach (AddedToken added in tokenizer.AddedTokens) (tokens[added.Id], types[added.Id]) = (added.Content, added.IsSpecial ? 3 : 4);
        return new()
        {
            ["tokenizer.ggml.model"] = "gpt2",
            ["tokenizer.ggml.pre"] = pre,
            ["tokenizer.ggml.tokens"] = tokens,
            ["tokenizer.ggml.token_type"] = types,
            ["tokenizer.ggml.merges"] = json.GetProperty("model").GetProperty("merges").EnumerateArray()
                .Select(static m => m.ValueKind == JsonValueKind.String ? m.GetString()! : $"{m[0].GetString()} {m[1].GetString()}").ToArray(),
            ["tokenizer.ggml.bos_token_id"] = tokenizer.FindId("<|begin_of_text|>") ?? 0,
        };
    }
}
