using System.Text;
using System.Text.Json.Nodes;
using EdgeAgent.TestData;
using EdgeAgent.Tokenizers.Normalizers;

namespace EdgeAgent.Tokenizers.Tests;

/// <summary>The map of characters, sound and damaged; what the crate makes of one is in <see cref="RuleCaseTests"/>.</summary>
public sealed class PrecompiledMapTests
{
    private static readonly byte[] s_map = Convert.FromBase64String((string)JsonNode.Parse(File.ReadAllText(
        SharedData.InRepository("tests", "EdgeAgent.Tokenizers.Tests", "Data", "rules.json")))!["cases"]!.AsArray()
        .Single(static rule => (string)rule!["name"]! == "Precompiled bytes")!["normalizer"]!["precompiled_charsmap"]!);

    [Theory]
    [InlineData("ABC", "aBC")]
    [InlineData("x\r\ny", "x y")]              // one grapheme cluster, of which only the beginning counts
    [InlineData("e\u0301", "e")]               // e has a replacement itself, and is shorter
    [InlineData("\uFB01\u0301", "fi")]         // five bytes: the accent is lost
    [InlineData("\uFB01\u0301\u0301", "fi\u0301\u0301")]
    [InlineData("\u0001a\u0001", "a")]
    [InlineData("Å½…", "Å1\u20442...")]
    public void Normalize_ByGraphemeClusters_ReplacesAsTheCrateDoes(string text, string normalized)
        => Assert.Equal(normalized, Encoding.UTF8.GetString(new PrecompiledNormalizer(PrecompiledMap.TryRead(s_map)!).Normalize(Encoding.UTF8.GetBytes(text))));

    [Theory]
    [InlineData("e\u0301x", "▁éx")]             // the longest beginning
    [InlineData("\uFB01\u0301", "▁fi\u0301")]
    [InlineData(" \u3000 a \t b ", "▁a▁b")]
    [InlineData("\u0001", "")]
    [InlineData(" \u00A0", "")]
    [InlineData("a \u2581", "▁a")]
    public void Normalize_AsSentencePieceDoes_ReplacesTheLongestAndRemovesSpaces(string text, string normalized)
        => Assert.Equal(normalized, Encoding.UTF8.GetString(new SentencePieceNormalizer(PrecompiledMap.TryRead(s_map), addsSpace: true,
            removesSpaces: true, marksSpaces: true).Normalize(Encoding.UTF8.GetBytes(text))));

    [Fact]
    public void Normalize_BytesThatAreNoUtf8_StayAsTheyAre()
    {
        byte[] text = [0xFF, (byte)'A', 0xE3, 0x80, (byte)'A'];
        Assert.Equal([0xFF, (byte)'a', 0xE3, 0x80, (byte)'a'], new PrecompiledNormalizer(PrecompiledMap.TryRead(s_map)!).Normalize(text));
    }

    [Fact]
    public void TryRead_DamagedMap_IsNoneOrFindsWithinIt()
    {
        var random = new Random(2);
        int none = 0;
        for (int i = 0; i < 3000; i++)
        {
            byte[] map = [.. s_map];
            for (int changes = random.Next(1, 40); changes > 0; changes--) map[random.Next(map.Length)] = (byte)random.Next(256);
            if (i % 10 == 0) map = map[..random.Next(map.Length)];
            if (PrecompiledMap.TryRead(map) is not { } read)
            {
                none++;
                continue;
            }
            new PrecompiledNormalizer(read).Normalize(Encoding.UTF8.GetBytes(RandomText.Create(random, 20) + "ABe\u0301\uFB01"));
        }
        Assert.InRange(none, 1, 2999);
        Assert.Null(PrecompiledMap.TryRead([]));
        Assert.Null(PrecompiledMap.TryRead([0, 0, 0, 0]));
        Assert.Null(PrecompiledMap.TryRead([4, 0, 0, 0, 0, 1, 0]));                       // shorter than it says
        Assert.Null(PrecompiledMap.TryRead([4, 0, 0, 0, 0, 1 | 4, 0, 0]));                // a value outside
    }
}
