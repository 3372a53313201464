using System.Text;

namespace EdgeAgent.Tokenizers.Tests;

/// <summary>What offsets say where Hugging Face's library has no such thing (bytes, marks, options), and cases by hand that tell what they
/// mean; <see cref="ExpectedTests"/> compares with the library.</summary>
public sealed class OffsetTests
{
    [Theory, InlineData("tiny"), InlineData("smollm2"), InlineData("llama3"), InlineData("qwen3"), InlineData("llama2"), InlineData("polish"),
        InlineData("polish-metaspace")]
    public void EncodeWithOffsets_RandomTextsAndOptions_GivesEncodesIdsAndSpansWithinTheText(string name)
    {
        Tokenizer tokenizer = Goldens.Tokenizer(name);
        var random = new Random(21);
        for (int i = 0; i < 1500; i++)
        {
            string text = RandomText.Create(random, random.Next(0, 60)).Insert(0, random.Next(9) == 0 ? "\uD83D" : "");
            EncodeOptions options = RandomOptions(random);
            EncodedText encoded = tokenizer.EncodeWithOffsets(text, options);
            Assert.Equal(tokenizer.Encode(text, options), encoded.Ids);
            Assert.All(encoded.Spans, span => Assert.InRange(span.Start, 0, span.End));
            Assert.All(encoded.Spans, span => Assert.InRange(span.End, span.Start, text.Length));
            Assert.All(encoded.Spans, span => Assert.True(IsWhole(text, span.Start) && IsWhole(text, span.End)));
        }
    }

    [Theory, InlineData("tiny"), InlineData("smollm2"), InlineData("llama3"), InlineData("qwen3"), InlineData("llama2"), InlineData("polish"),
        InlineData("polish-metaspace")]
    public void EncodeBytesWithOffsets_AnyBytes_GivesEncodeBytesIdsInOrder(string name)
    {
        Tokenizer tokenizer = Goldens.Tokenizer(name);
        var random = new Random(22);
        for (int i = 0; i < 1500; i++)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(RandomText.Create(random, random.Next(1, 40)));
            for (int broken = random.Next(4); broken > 0; broken--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            EncodeOptions options = RandomOptions(random) with { AddSpecialTokens = false };
            EncodedText encoded = tokenizer.EncodeBytesWithOffsets(bytes, options);
            Assert.Equal(tokenizer.EncodeBytes(bytes, options), encoded.Ids);
            for (int t = 0; t < encoded.Spans.Count; t++)
            {
                Assert.InRange(encoded.Spans[t].End, 0, bytes.Length);
                if (t > 0) Assert.True(encoded.Spans[t].Start >= encoded.Spans[t - 1].Start);
            }
        }
    }

    /// <summary>Where bytes joined are the text, the spans joined cover it, each token's bytes lying in its own.</summary>
    [Theory, InlineData("tiny"), InlineData("llama3")]
    public void EncodeBytesWithOffsets_WithoutNormalizer_TokensLieInTheirSpans(string name)
    {
        Tokenizer tokenizer = Goldens.Tokenizer(name);
        var random = new Random(23);
        for (int i = 0; i < 1000; i++)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(RandomText.Create(random, random.Next(1, 60)));
            EncodedText encoded = tokenizer.EncodeBytesWithOffsets(bytes);
            int at = 0;
            for (int t = 0; t < encoded.Ids.Count; t++)
            {
                int length = tokenizer.TokenBytes(encoded.Ids[t]).Length;
                Assert.True(encoded.Spans[t].Start <= at && encoded.Spans[t].End >= at + length, $"{encoded.Spans[t]} of {at} + {length}");
                at += length;
            }
            Assert.Equal(bytes.Length, at);
        }
    }

    [Theory]
    [InlineData("llama2", "Hello w\u00F6rld", "0-5 5-7 7-9 9-11")]                  // "▁Hello" is Hello, "▁w" holds its space
    [InlineData("llama2", "\U0001F600", "0-2 0-2 0-2 0-2 0-2")]                     // its own space, then four bytes of one character
    [InlineData("llama2", "<s>Hi", "0-3 3-5")]
    [InlineData("polish-metaspace", " Hi", "0-1 1-2 2-3")]
    [InlineData("llama3", "a  b", "0-1 1-2 2-4")]                                   // " b"
    [InlineData("qwen3", "e\u0301x", "0-1 2-3")]                                    // é has the span of e
    [InlineData("smollm2", "a\u0004b", "0-1 2-3")]                                  // vanishes without a trace
    public void EncodeWithOffsets_ByHand_GivesTheseSpans(string name, string text, string expected)
    {
        EncodedText encoded = Goldens.Tokenizer(name).EncodeWithOffsets(text);
        Assert.Equal(expected, string.Join(' ', encoded.Spans.Select(static span => $"{span.Start}-{span.End}")));
    }

    [Fact]
    public void EncodeWithOffsets_SpecialTokensAdded_HaveEmptySpans()
    {
        EncodedText encoded = Goldens.Tokenizer("llama2").EncodeWithOffsets("Hi", new EncodeOptions { AddSpecialTokens = true });
        Assert.Equal(1, encoded.Ids[0]);
        Assert.Equal([new TextSpan(0, 0), new TextSpan(0, 2)], encoded.Spans);
    }

    [Fact]
    public void EncodeWithOffsets_PostProcessorTrims_LeavesWhiteSpaceOut()
    {
        System.Text.Json.Nodes.JsonObject json = TinyJson.Create();
        json["model"]!["vocab"]!["\u0120ab"] = 258;
        json["model"]!["merges"]!.AsArray().Add("\u0120 ab");
        json["added_tokens"] = null;
        json["post_processor"] = System.Text.Json.Nodes.JsonNode.Parse("""{"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true}""");
        EncodedText encoded = json.Load().EncodeWithOffsets("ab  ab");
        Assert.Equal([256, ' ', 258], encoded.Ids);
        Assert.Equal([new(0, 2), new(3, 0), new TextSpan(4, 2)], encoded.Spans);
    }

    [Fact]
    public void EncodeWithOffsets_DataMarks_CountInTheText()
    {
        Tokenizer tokenizer = TinyJson.Create().Load();   // has a token ab, and an added one <x>
        EncodedText encoded = tokenizer.EncodeWithOffsets("<x><\uFDD0x>a\uFDD0b", new EncodeOptions { DropDataMarks = true });
        Assert.Equal([258, '<', 'x', '>', 256], encoded.Ids);
        Assert.Equal([new(0, 3), new(3, 1), new(5, 1), new(6, 1), new TextSpan(7, 3)], encoded.Spans);
    }

    [Fact]
    public void EncodeWithOffsets_LoneSurrogate_IsOneChar()
    {
        EncodedText encoded = TinyJson.Create().Load().EncodeWithOffsets("\uD83Da");
        Assert.Equal([new(0, 1), new(0, 1), new(0, 1), new TextSpan(1, 1)], encoded.Spans);
    }

    [Fact]
    public void EncodeWithOffsets_BeyondLimits_IsAnError()
    {
        Tokenizer tokenizer = Goldens.Tokenizer("tiny");
        Assert.Equal("EA3101", Assert.Throws<TokenizerException>(() => tokenizer.EncodeWithOffsets("abc", new EncodeOptions { MaxLength = 2 })).Code);
        Assert.Equal("EA3101", Assert.Throws<TokenizerException>(() => tokenizer.EncodeBytesWithOffsets("abc"u8, new EncodeOptions { MaxLength = 2 })).Code);
        Assert.Equal("EA3102", Assert.Throws<TokenizerException>(() => tokenizer.EncodeWithOffsets("a b c", new EncodeOptions { MaxTokens = 1 })).Code);
        Assert.Equal(2, tokenizer.EncodeWithOffsets("\u20AC", new EncodeOptions { MaxLength = 2 }).Spans.Max(static span => span.End) + 1);
    }

    [Fact]
    public void EncodedText_OtherNumberOfSpans_IsRefused() => Assert.Throws<ArgumentException>(() => new EncodedText([1], []));

    private static EncodeOptions RandomOptions(Random random) => new()
    {
        AddSpecialTokens = random.Next(2) == 0,
        AddedTokens = (AddedTokenMatching)random.Next(3),
        DropDataMarks = random.Next(2) == 0,
        Continues = random.Next(4) == 0,
    };

    private static bool IsWhole(string text, int at) => at == text.Length || at == 0 || !(char.IsLowSurrogate(text[at]) && char.IsHighSurrogate(text[at - 1]));
}
