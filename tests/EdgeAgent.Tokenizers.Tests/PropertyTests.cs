using System.Text;

namespace EdgeAgent.Tokenizers.Tests;

/// <summary>What holds for any text and any ids, on seeded random ones.</summary>
public sealed class PropertyTests
{
    private static readonly EncodeOptions s_plain = new() { AddedTokens = AddedTokenMatching.None };

    [Theory, InlineData("tiny"), InlineData("llama3")]
    public void Decode_OfEncodedText_IsTheText(string name)
    {
        Tokenizer tokenizer = Goldens.Tokenizer(name);
        var random = new Random(1);
        for (int i = 0; i < 4000; i++)
        {
            string text = RandomText.Create(random, random.Next(0, 60));
            foreach (EncodeOptions? options in (EncodeOptions?[])[null, s_plain])
            {
                int[] ids = tokenizer.Encode(text, options);
                Assert.Equal(text, tokenizer.Decode(ids));
                Assert.Equal(ids, tokenizer.EncodeBytes(Encoding.UTF8.GetBytes(text), options));
                Assert.Equal(ids.Length, tokenizer.CountTokens(text, options));
            }
        }
    }

    [Theory, InlineData("tiny"), InlineData("llama3")]
    public void EncodeBytes_AnyBytes_GivesTokensOfJustTheseBytes(string name)
    {
        Tokenizer tokenizer = Goldens.Tokenizer(name);
        var random = new Random(2);
        for (int i = 0; i < 4000; i++)
        {
            byte[] bytes = RandomBytes(random);
            int[] ids = tokenizer.EncodeBytes(bytes);
            Assert.Equal(bytes, ids.SelectMany(id => tokenizer.TokenBytes(id).ToArray()));
            Assert.Equal(Encoding.UTF8.GetString(bytes), tokenizer.Decode(ids));
        }
    }

    [Theory, InlineData("tiny"), InlineData("llama3"), InlineData("smollm2")]
    public void Append_RandomIds_GivesTheWholeTextInWholeCharacters(string name)
    {
        Tokenizer tokenizer = Goldens.Tokenizer(name);
        var random = new Random(3);
        for (int i = 0; i < 4000; i++)
        {
            bool skip = random.Next(2) == 0;
            int limit = random.Next(2) == 0 ? 300 : tokenizer.VocabularySize + 10;
            int[] ids = [.. Enumerable.Range(0, random.Next(0, 30)).Select(_ => random.Next(-2, limit))];
            IncrementalDecoder decoder = tokenizer.CreateDecoder(skip);
            string[] pieces = [.. ids.Select(decoder.Append), decoder.Flush()];
            Assert.Equal(tokenizer.Decode(ids, skip), string.Concat(pieces));
            Assert.DoesNotContain(pieces, static piece => piece.Length > 0 && (char.IsLowSurrogate(piece[0]) || char.IsHighSurrogate(piece[^1])));
            Assert.Equal("", decoder.Flush());
        }
    }

    [Fact]
    public void Append_AfterFlush_BeginsANewStream()
    {
        Tokenizer tokenizer = Goldens.Tokenizer("tiny");
        IncrementalDecoder decoder = tokenizer.CreateDecoder();
        Assert.Equal("", decoder.Append(0xF0 + 9));   // byte + 9 is its id
        Assert.Equal("\uFFFD", decoder.Flush());
        Assert.Equal("a", decoder.Append('a' + 9));
        Assert.Equal("", decoder.Flush());
    }

    [Fact]
    public void Encode_LoneSurrogate_ReadsItAsTheReplacementCharacter()
    {
        Tokenizer tokenizer = Goldens.Tokenizer("tiny");
        Assert.Equal(tokenizer.Encode("a\uFFFDb"), tokenizer.Encode("a\uD83Db"));
        Assert.Equal(tokenizer.Encode("\uFFFD"), tokenizer.Encode("\uDE00"));
    }

    [Fact]
    public void Encode_FromManyThreads_GivesWhatOneGives()
    {
        Tokenizer tokenizer = Goldens.Tokenizer("llama3");
        string[] texts = [.. Enumerable.Range(0, 64).Select(static i => RandomText.Create(new Random(i), 300))];
        int[][] expected = [.. texts.Select(text => tokenizer.Encode(text))];
        Parallel.For(0, 1024, i => Assert.Equal(expected[i % 64], tokenizer.Encode(texts[i % 64])));
    }

    /// <summary>A loader by itself, so that no other test has filled its cache: what it remembers changes nothing.</summary>
    [Fact]
    public void Encode_TheSameTextAgain_GivesTheSameIds()
    {
        Tokenizer fresh = Tokenizer.Load(Goldens.Path("smollm2", "tokenizer.json"));
        var random = new Random(9);
        string[] texts = [.. Enumerable.Range(0, 300).Select(_ => RandomText.Create(random, 200))];
        int[][] first = [.. texts.Select(text => fresh.Encode(text))];
        Assert.Equal(first, texts.Select(text => fresh.Encode(text)));
        Assert.Equal(first, texts.Select(text => Goldens.Tokenizer("smollm2").Encode(text)));
    }

    private static byte[] RandomBytes(Random random)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(RandomText.Create(random, random.Next(1, 30)));
        for (int broken = random.Next(4); broken > 0; broken--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return bytes[random.Next(Math.Min(3, bytes.Length))..];
    }
}
