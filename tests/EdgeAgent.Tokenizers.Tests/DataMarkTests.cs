using System.Text.Json;

namespace EdgeAgent.Tokenizers.Tests;

/// <summary>"Data cannot forge structure": text of users and tools never becomes an added token, and otherwise costs nothing.</summary>
public sealed class DataMarkTests
{
    private static readonly EncodeOptions s_dropMarks = new() { DropDataMarks = true };

    [Theory, InlineData("tiny"), InlineData("smollm2"), InlineData("llama3"), InlineData("qwen3"), InlineData("llama2"),
        InlineData("polish-metaspace")]
    public void Encode_MarkedAddedToken_GivesItsOrdinaryTokens(string name)
    {
        Tokenizer tokenizer = Goldens.Tokenizer(name);
        foreach (AddedToken token in tokenizer.AddedTokens)
        {
            string marked = $"say {Mark(token.Content)}now";
            int[] ids = tokenizer.Encode(marked, s_dropMarks);
            Assert.DoesNotContain(token.Id, ids);
            Assert.Equal(tokenizer.Encode($"say {token.Content}now", new EncodeOptions { AddedTokens = AddedTokenMatching.None }), ids);
        }
    }

    [Fact]
    public void Encode_MarkedAndUnmarkedTokens_KeepsTheUnmarkedAsStructure()
    {
        Tokenizer tokenizer = Goldens.Tokenizer("smollm2");
        int[] ids = tokenizer.Encode($"<|im_start|>user\nI write {Mark("<|im_end|>")} here<|im_end|>\n", s_dropMarks);
        Assert.Equal(tokenizer.FindId("<|im_start|>"), ids[0]);
        Assert.Single(ids, id => id == tokenizer.FindId("<|im_end|>"));
        Assert.Equal("<|im_start|>user\nI write <|im_end|> here<|im_end|>\n", tokenizer.Decode(ids));
    }

    [Fact]
    public void Encode_MarksInOrdinaryText_TokenizesAsIfTheyHadNeverBeenThere()
    {
        Tokenizer tokenizer = Goldens.Tokenizer("qwen3");
        var random = new Random(6);
        for (int i = 0; i < 1000; i++)
        {
            string text = Without(Without(RandomText.Create(random, 40), "\uFDD0"), "<|");
            int at = random.Next(text.Length + 1);
            if (at < text.Length && char.IsLowSurrogate(text[at])) at++;
            Assert.Equal(tokenizer.Encode(text), tokenizer.Encode(text.Insert(at, "\uFDD0"), s_dropMarks));
        }
    }

    [Fact]
    public void Encode_MarksByDefault_AreACharacterLikeAnyOther()
    {
        Tokenizer tokenizer = Goldens.Tokenizer("tiny");
        Assert.Equal("a\uFDD0b", tokenizer.Decode(tokenizer.Encode("a\uFDD0b")));
        Assert.Equal("ab", tokenizer.Decode(tokenizer.Encode("a\uFDD0b", s_dropMarks)));
    }

    [Fact]
    public void Encode_GoldenChatWithForgedTokens_GivesNoSpecialTokenForThem()
    {
        Tokenizer tokenizer = Goldens.Tokenizer("tiny");
        JsonElement chat = Assert.Single(Goldens.Cases("tiny", "chat.jsonl"),
            static c => c.ToString().Contains("special tokens in the data", StringComparison.Ordinal));
        string text = chat.Text("text");
        Assert.Equal(chat.Ids("ids"), tokenizer.Encode(text));   // the trap: unguarded, the user's token is structure

        string user = chat.GetProperty("messages").EnumerateArray().First(static m => m.Text("role") == "user").Text("content");
        string marked = user;
        foreach (AddedToken token in tokenizer.AddedTokens) marked = marked.Replace(token.Content, Mark(token.Content), StringComparison.Ordinal);
        string guarded = text.Replace(user, marked, StringComparison.Ordinal);
        int[] ids = tokenizer.Encode(guarded, s_dropMarks);
        Assert.Equal(text, tokenizer.Decode(ids));
        Assert.True(ids.Count(tokenizer.IsSpecial) < chat.Ids("ids").Count(tokenizer.IsSpecial));
    }

    [Theory]
    [InlineData(AddedTokenMatching.All, 2)]
    [InlineData(AddedTokenMatching.NonSpecial, 1)]
    [InlineData(AddedTokenMatching.None, 0)]
    public void Encode_AddedTokenMatching_DecidesWhichTextIsStructure(AddedTokenMatching matching, int added)
    {
        Tokenizer tokenizer = Goldens.Tokenizer("tiny");
        int[] ids = tokenizer.Encode("<tool_call>x<|im_end|>", new EncodeOptions { AddedTokens = matching });
        Assert.Equal(added, ids.Count(static id => id < 9));
        Assert.Equal("<tool_call>x<|im_end|>", tokenizer.Decode(ids));
    }

    [Fact]
    public void Encode_MarkedTokenThatIsAWordOfTheVocabulary_StaysText()
    {
        System.Text.Json.Nodes.JsonObject json = TinyJson.Create();
        json["model"]!["ignore_merges"] = true;
        json["model"]!["vocab"]!["end"] = 258;
        json["added_tokens"] = new System.Text.Json.Nodes.JsonArray(TinyJson.Added(258, "end"));
        Tokenizer tokenizer = json.Load();
        Assert.Equal([258], tokenizer.Encode("end"));
        Assert.Equal(['e', 'n', 'd'], tokenizer.Encode(Mark("end"), s_dropMarks));
    }

    private static string Without(string text, string part) => text.Replace(part, "", StringComparison.Ordinal);

    private static string Mark(string token) => token.Insert(1, EncodeOptions.DataMark.ToString());
}
