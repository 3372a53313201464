using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Tokenizers.Gguf;

namespace EdgeAgent.Tokenizers.Tests;

/// <summary>GGUF tokenizers of the kind "llama": scores in place of merges.</summary>
public sealed class GgufSentencePieceTests
{
    [Theory, InlineData("llama2"), InlineData("mistral"), InlineData("polish")]
    public void ToTokenizerJson_GgufOfAPublishedTokenizer_SaysWhatThePublishedFileSays(string name)
    {
        using var folder = new TemporaryFolder();
        JsonNode published = JsonNode.Parse(Goldens.Read(Goldens.Path(name, "tokenizer.json")))!;
        GgufFile.Write(folder.File("t.gguf"), FromTokenizerJson(published));
        JsonNode json = JsonNode.Parse(GgufTokenizer.ToTokenizerJson(GgufHeader.Open(folder.File("t.gguf"))))!;
        foreach (string part in (string[])["added_tokens", "normalizer", "pre_tokenizer", "post_processor", "decoder"])
            Assert.True(JsonNode.DeepEquals(published[part], json[part]), part);
        Assert.True(JsonNode.DeepEquals(published["model"]!["vocab"], json["model"]!["vocab"]));
        Assert.True(JsonNode.DeepEquals(published["model"]!["merges"], json["model"]!["merges"]));

        Tokenizer tokenizer = GgufTokenizer.Load(GgufHeader.Open(folder.File("t.gguf")));
        foreach (JsonElement golden in Goldens.Cases(name, "goldens.jsonl"))
            Assert.Equal(golden.Ids("ids_with_special"), tokenizer.Encode(golden.Text("text"), new EncodeOptions { AddSpecialTokens = true }));
    }

    [Fact]
    public void Load_NoSpacePrefix_PutsNoneAndTakesNoneAway()
    {
        using var folder = new TemporaryFolder();
        Dictionary<string, object> metadata = Small();
        metadata["tokenizer.ggml.add_space_prefix"] = false;
        metadata["tokenizer.ggml.add_bos_token"] = false;
        GgufFile.Write(folder.File("t.gguf"), metadata);
        Tokenizer tokenizer = GgufTokenizer.Load(GgufHeader.Open(folder.File("t.gguf")));
        Assert.Equal([5, 2, 3], tokenizer.Encode("ab a", new EncodeOptions { AddSpecialTokens = true }));
        Assert.Equal(" a", tokenizer.Decode(tokenizer.Encode(" a")));
        Assert.Equal([6], tokenizer.Encode("<user>"));
        Assert.False(tokenizer.IsSpecial(6));
    }

    [Theory]
    [InlineData("tokenizer.ggml.scores", null, "EA3042")]
    [InlineData("tokenizer.ggml.scores", new[] { 1f }, "EA3042")]
    [InlineData("tokenizer.ggml.scores", new[] { 0f, 0, 0, 0, 0, float.NaN, 0, 0 }, "EA3042")]
    [InlineData("tokenizer.ggml.token_type", new[] { 2, 3, 1, 1, 1, 9, 4, 5 }, "EA3042")]
    [InlineData("tokenizer.ggml.token_type", new[] { 2, 3, 1, 1, 1, 5, 4, 5 }, "EA3042")]
    [InlineData("tokenizer.ggml.tokens", new[] { "<unk>", "<s>", "\u2581", "a", "b", "ab", "a b", "[PAD7]" }, "EA3042")]
    [InlineData("tokenizer.ggml.tokens", new[] { "<unk>", "<s>", "\u2581", "a", "a", "ab", "<user>", "[PAD7]" }, "EA3042")]
    [InlineData("tokenizer.ggml.precompiled_charsmap", new[] { 1 }, "EA3042")]
    [InlineData("tokenizer.ggml.remove_extra_whitespaces", true, "EA3042")]
    public void Load_MetadataThatCannotBeUsed_NamesTheKey(string key, object? value, string code)
    {
        using var folder = new TemporaryFolder();
        Dictionary<string, object> metadata = Small();
        if (value is null) metadata.Remove(key);
        else metadata[key] = value;
        GgufFile.Write(folder.File("t.gguf"), metadata);
        var error = Assert.Throws<TokenizerException>(() => GgufTokenizer.Load(GgufHeader.Open(folder.File("t.gguf"))));
        Assert.Equal(code, error.Code);
        Assert.Contains("tokenizer.ggml.", error.Where, StringComparison.Ordinal);
    }

    private static Dictionary<string, object> Small() => new()
    {
        ["tokenizer.ggml.model"] = "llama",
        ["tokenizer.ggml.tokens"] = new[] { "<unk>", "<s>", "\u2581", "a", "b", "ab", "<user>", "[PAD7]" },
        ["tokenizer.ggml.token_type"] = new[] { 2, 3, 1, 1, 1, 1, 4, 5 },
        ["tokenizer.ggml.scores"] = new[] { 0f, 0, -2, -3, -4, -1, 0, 0 },
        ["tokenizer.ggml.bos_token_id"] = 1,
    };

    /// <summary>A piece's score falls with the first merge that gives it.</summary>
    private static Dictionary<string, object> FromTokenizerJson(JsonNode json)
    {
        JsonObject vocabulary = json["model"]!["vocab"]!.AsObject();
        var tokens = new string[vocabulary.Count];
        foreach ((string token, JsonNode? id) in vocabulary) tokens[(int)id!] = token;
        var scores = new float[tokens.Length];
        JsonArray merges = json["model"]!["merges"]!.AsArray();
        for (int rank = merges.Count - 1; rank >= 0; rank--)
            scores[(int)vocabulary[((string)merges[rank]!).Replace(" ", "", StringComparison.Ordinal)]!] = -rank - 1;
        return new()
        {
            ["tokenizer.ggml.model"] = "llama",
            ["tokenizer.ggml.tokens"] = tokens,
            ["tokenizer.ggml.scores"] = scores,
            ["tokenizer.ggml.token_type"] = tokens.Select((token, id) => id == 0 ? 2 : token.StartsWith("<0x", StringComparison.Ordinal) ? 6
                : json["added_tokens"]!.AsArray().Any(added => (int)added!["id"]! == id) ? 3 : 1).ToArray(),
            ["tokenizer.ggml.bos_token_id"] = 1,
        };
    }
}
