using System.Text;

namespace EdgeAgent.Tokenizers.Tests;

/// <summary>Forced tokens are those the tokenizer would have given, had it seen what stands before.</summary>
public sealed class ContinuationTests
{
    [Fact]
    public void EncodeContinuation_AfterEachTokenOfAText_GivesTheRestAsTheTextHasIt()
    {
        Tokenizer tokenizer = Goldens.Tokenizer("smollm2");
        int[] ids = tokenizer.Encode("{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Reggio nell'Emilia\", \"days\": 12}}\n");
        for (int i = 1; i < ids.Length; i++)
        {
            byte[] rest = [.. ids[i..].SelectMany(id => tokenizer.TokenBytes(id).ToArray())];
            Assert.Equal(ids[i..], tokenizer.EncodeContinuation(rest, ids[i - 1]));
        }
    }

    [Fact]
    public void EncodeContinuation_WhereThePreviousTokenWouldChange_EncodesTheBytesAlone()
    {
        Tokenizer tokenizer = TinyJson.Create().Load();
        Assert.Equal([257], tokenizer.Encode("abc"));
        Assert.Equal(['c'], tokenizer.EncodeContinuation("c"u8, previousId: 256));   // "ab" + "c" would be one token
        Assert.Equal([256], tokenizer.EncodeContinuation("ab"u8, previousId: 'x'));
    }

    [Fact]
    public void EncodeContinuation_NormalizerThatStrips_KeepsTheSpacesBetween()
    {
        System.Text.Json.Nodes.JsonObject json = TinyJson.Create();
        json["normalizer"] = System.Text.Json.Nodes.JsonNode.Parse("""{"type": "Strip", "strip_left": true, "strip_right": true}""");
        Tokenizer tokenizer = json.Load();
        Assert.Equal([256], tokenizer.Encode(" ab "));
        Assert.Equal([' ', 256, ' '], tokenizer.EncodeContinuation(" ab "u8, previousId: 'x'));
        Assert.Equal([' ', 256, ' '], tokenizer.EncodeContinuation(" ab "u8, previousId: -1));
    }

    [Fact]
    public void EncodeContinuation_AfterAnAddedTokenOrNothing_StartsAfresh()
    {
        Tokenizer tokenizer = TinyJson.Create().Load();
        Assert.Equal([256], tokenizer.EncodeContinuation("ab"u8, previousId: 258));
        Assert.Equal([256], tokenizer.EncodeContinuation("ab"u8, previousId: -1));
    }

    [Fact]
    public void EncodeContinuation_WithinACharacter_GivesItsBytes()
    {
        Tokenizer tokenizer = Goldens.Tokenizer("llama3");
        byte[] utf8 = Encoding.UTF8.GetBytes("\U0001F600!");
        int first = tokenizer.EncodeBytes(utf8)[0];
        byte[] rest = utf8[tokenizer.TokenBytes(first).Length..];
        int[] ids = tokenizer.EncodeContinuation(rest, first);
        Assert.Equal(rest, ids.SelectMany(id => tokenizer.TokenBytes(id).ToArray()));
    }

    [Fact]
    public void EncodeContinuation_TextOfAddedTokens_GivesToolTagsButNoStructure()
    {
        Tokenizer tokenizer = Goldens.Tokenizer("tiny");
        Assert.Equal([tokenizer.FindId("</tool_call>")!.Value], tokenizer.EncodeContinuation("</tool_call>"u8, previousId: -1));
        Assert.DoesNotContain(tokenizer.FindId("<|im_end|>")!.Value, tokenizer.EncodeContinuation("<|im_end|>"u8, previousId: -1));
    }
}
