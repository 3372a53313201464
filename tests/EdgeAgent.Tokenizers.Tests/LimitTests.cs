using System.Text;

namespace EdgeAgent.Tokenizers.Tests;

public sealed class LimitTests
{
    [Fact]
    public void EncodeOptions_ByDefault_AreTheLibrarysWithoutSpecialTokens()
    {
        var options = new EncodeOptions();
        Assert.False(options.AddSpecialTokens);
        Assert.False(options.DropDataMarks);
        Assert.Equal(AddedTokenMatching.All, options.AddedTokens);
        Assert.Equal(int.MaxValue, options.MaxTokens);
        Assert.Equal(1 << 28, options.MaxLength);
        Assert.Equal('\uFDD0', EncodeOptions.DataMark);
    }

    [Fact]
    public void EncodeOptions_NegativeOrHugeLimit_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new EncodeOptions { MaxTokens = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new EncodeOptions { MaxLength = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new EncodeOptions { MaxLength = (1 << 29) + 1 });
    }

    [Fact]
    public void Encode_AtTheLimits_EncodesAndBeyondThemSaysSo()
    {
        Tokenizer tokenizer = TinyJson.Create().Load();
        Assert.Equal(4, tokenizer.Encode("abcx<x>y", new EncodeOptions { MaxTokens = 4, MaxLength = 8 }).Length);
        Assert.Equal("EA3102",
            Assert.Throws<TokenizerException>(() => tokenizer.Encode("abcx<x>y", new EncodeOptions { MaxTokens = 3 })).Code);
        Assert.Equal("EA3102",
            Assert.Throws<TokenizerException>(() => tokenizer.CountTokens("1 2 3 4", new EncodeOptions { MaxTokens = 3 })).Code);
        Assert.Equal("EA3101",
            Assert.Throws<TokenizerException>(() => tokenizer.Encode("abcx<x>y", new EncodeOptions { MaxLength = 7 })).Code);
        Assert.Equal("EA3101",
            Assert.Throws<TokenizerException>(() => tokenizer.EncodeBytes("abcx<x>y"u8, new EncodeOptions { MaxLength = 7 })).Code);
        Assert.Empty(tokenizer.Encode("", new EncodeOptions { MaxTokens = 0, MaxLength = 0 }));
        Assert.Equal([257], tokenizer.Encode("abc"));   // an error before leaves nothing behind
    }

    /// <summary>Words without end: with a merge that takes quadratic time these would run for hours.</summary>
    [Theory, InlineData("a"), InlineData("ab"), InlineData("\u00E8"), InlineData(" "), InlineData("="), InlineData("7"),
        InlineData("\u4E2D")]
    public void Encode_OneEndlessWord_GivesItsBytesBack(string unit)
    {
        string text = string.Concat(Enumerable.Repeat(unit, 400_000));
        foreach (string name in (string[])["smollm2", "llama3", "llama2", "polish"])
        {
            Tokenizer tokenizer = Goldens.Tokenizer(name);
            int[] ids = tokenizer.Encode(text);
            Assert.Equal(text, tokenizer.Decode(ids));
            int prefix = name is "llama2" or "polish" ? 1 : 0;
            Assert.Equal(Encoding.UTF8.GetByteCount(text) + prefix, ids.Sum(id => tokenizer.TokenBytes(id).Length));
        }
    }

    [Fact]
    public void TokenBytes_IdsOutsideTheVocabulary_AreEmpty()
    {
        Tokenizer tokenizer = TinyJson.Create().Load();
        foreach (int id in (int[])[-1, int.MinValue, tokenizer.VocabularySize, int.MaxValue])
        {
            Assert.True(tokenizer.TokenBytes(id).IsEmpty);
            Assert.False(tokenizer.IsSpecial(id));
            Assert.Equal("", tokenizer.Decode([id]));
        }
        Assert.Null(tokenizer.FindId("no such token"));
        Assert.Null(tokenizer.FindId(""));
    }
}
