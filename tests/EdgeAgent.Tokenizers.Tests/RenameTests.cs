using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;

namespace EdgeAgent.Tokenizers.Tests;

public sealed class RenameTests
{
    private static readonly Dictionary<string, string> s_chatMl = new()
    {
        ["<|reserved_special_token_0|>"] = "<|im_start|>",
        ["<|reserved_special_token_1|>"] = "<|im_end|>",
    };

    [Fact]
    public void RenameAddedTokens_ReservedTokensOfLlama3_GivesTheStandInOfNesso()
    {
        string original = Encoding.UTF8.GetString(Goldens.Read(Goldens.Path("llama3", "tokenizer.json")));
        string renamed = TokenizerJson.RenameAddedTokens(original, s_chatMl);

        // Byte for byte the same but for the two names, which stand in one place each.
        string back = renamed;
        foreach ((string reserved, string name) in s_chatMl) back = back.Replace(name, reserved, StringComparison.Ordinal);
        Assert.Equal(original, back);
        Tokenizer before = Goldens.Tokenizer("llama3"), after = Tokenizer.LoadJson(Encoding.UTF8.GetBytes(renamed));
        Assert.Equal(before.VocabularySize, after.VocabularySize);
        Assert.Equal(before.FindId("<|reserved_special_token_0|>"), after.FindId("<|im_start|>"));
        Assert.Null(after.FindId("<|reserved_special_token_0|>"));
        Assert.Equal([after.FindId("<|im_start|>")!.Value, .. before.Encode("user\nCiao"), after.FindId("<|im_end|>")!.Value],
            after.Encode("<|im_start|>user\nCiao<|im_end|>"));
        Assert.Equal("<|im_end|>"u8, after.TokenBytes(after.FindId("<|im_end|>")!.Value));
    }

    [Fact]
    public void RenameAddedTokens_NamedInVocabularyAndTemplate_RenamesItThereToo()
    {
        JsonObject json = TinyJson.Create();
        json["model"]!["vocab"]!["<x>"] = 258;
        json["model"]!["unk_token"] = "<x>";
        json["post_processor"] = JsonNode.Parse("""
            {
              "type": "TemplateProcessing",
              "single": [{"SpecialToken": {"id": "<x>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
              "special_tokens": {"<x>": {"id": "<x>", "ids": [258], "tokens": ["<x>"]}}
            }
            """);
        string renamed = TokenizerJson.RenameAddedTokens(json.ToJsonString(), new Dictionary<string, string> { ["<x>"] = "<\"\u00E8\">" });
        string unescaped = JsonNode.Parse(renamed)!.ToJsonString(new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        Assert.DoesNotContain("<x>", unescaped, StringComparison.Ordinal);
        Tokenizer tokenizer = Tokenizer.LoadJson(Encoding.UTF8.GetBytes(renamed));
        Assert.Equal([258, 257, 258], tokenizer.Encode("abc<\"\u00E8\">", new EncodeOptions { AddSpecialTokens = true }));
    }

    [Fact]
    public void RenameAddedTokens_TwoNamesSwapped_SwapsThem()
    {
        JsonObject json = TinyJson.Create();
        json["added_tokens"]!.AsArray().Add(TinyJson.Added(259, "<y>"));
        var swap = new Dictionary<string, string> { ["<x>"] = "<y>", ["<y>"] = "<x>" };
        string renamed = TokenizerJson.RenameAddedTokens(json.ToJsonString(), swap);
        Assert.Equal([259, 258], Tokenizer.LoadJson(Encoding.UTF8.GetBytes(renamed)).Encode("<x><y>"));
    }

    [Theory]
    [InlineData("<z>", "<w>")]     // no such token
    [InlineData("ab", "<w>")]      // a token, but not an added one
    [InlineData("<x>", "ab")]      // the new name is taken
    public void RenameAddedTokens_ImpossibleName_IsAnError(string old, string renamed)
    {
        string json = TinyJson.Create().ToJsonString();
        var names = new Dictionary<string, string> { [old] = renamed };
        Assert.Equal("EA3009", Assert.Throws<TokenizerException>(() => TokenizerJson.RenameAddedTokens(json, names)).Code);
    }

    [Fact]
    public void RenameAddedTokens_TextThatIsNotJson_IsAnError()
        => Assert.Equal("EA3002",
            Assert.Throws<TokenizerException>(() => TokenizerJson.RenameAddedTokens("{", new Dictionary<string, string>())).Code);
}
