using System.Text;
using System.Text.Json.Nodes;
using EdgeAgent.Tokenizers.Bpe;
using EdgeAgent.Tokenizers.Unigram;

namespace EdgeAgent.Tokenizers.Tests;

/// <summary>The unigram model against its definition; what the crate gives is in <see cref="RuleCaseTests"/>.</summary>
public sealed class UnigramTests
{
    private static readonly int[] s_noBytes = [.. Enumerable.Repeat(-1, 256)];

    [Theory, InlineData(false), InlineData(true)]
    public void Encode_RandomVocabulariesAndTexts_GivesThePathOfTheDefinition(bool single)
    {
        var random = new Random(3);
        for (int round = 0; round < 300; round++)
        {
            string[] pieces = [.. Enumerable.Range(0, random.Next(1, 25))
                .Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => "abé漢"[random.Next(4)]))).Distinct()];
            double[] scores = [-20, .. pieces.Select(_ => single ? (float)-random.Next(1, 5) / 3 : -random.Next(1, 5) / 3.0)];
            UnigramModel model = Model(pieces, scores, s_noBytes, single);
            for (int i = 0; i < 20; i++)
            {
                string text = string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => "aabé漢x"[random.Next(6)]));
                Assert.Equal(ByDefinition(pieces, scores, text, single), Encode(model, text));
            }
        }
    }

    [Fact]
    public void Encode_MegabytesOfOneLetter_TakesTheLongestPieces()
    {
        string longest = new('a', 16);
        UnigramModel model = Model(["a", "aa", longest], [0, -1, -1.5, -2], s_noBytes, single: false);
        int[] ids = Encode(model, new string('a', 4_000_003));
        Assert.Equal(250_002, ids.Length);   // 250,000 of sixteen letters, and three letters in two pieces
        Assert.Equal(250_000, ids.Count(static id => id == 3));
    }

    [Fact]
    public void Encode_UnknownCharacters_AreOneTokenOrTheirBytes()
    {
        int[] bytes = [.. Enumerable.Range(0, 256).Select(static b => b + 10)];
        Assert.Equal([1, 0, 1, 0], Encode(Model(["a"], [0, -1], s_noBytes, single: false), "a漢字ax"));
        Assert.Equal([1, .. Encoding.UTF8.GetBytes("漢字").Select(static b => b + 10), 1, 'x' + 10], Encode(Model(["a"], [0, -1], bytes, single: false), "a漢字ax"));
        bytes[Encoding.UTF8.GetBytes("字")[1]] = -1;
        Assert.Equal([1, 0], Encode(Model(["a"], [0, -1], bytes, single: false), "a漢字"));
    }

    [Fact]
    public void Encode_UnknownCharacterAndNoUnknownToken_IsAnError()
    {
        JsonObject json = Json();
        json["model"]!["unk_id"] = null;
        Tokenizer tokenizer = json.Load();
        Assert.Equal([2], tokenizer.Encode("a"));
        var error = Assert.Throws<TokenizerException>(() => tokenizer.Encode("a漢"));
        Assert.Equal("EA3103", error.Code);
        Assert.Contains("漢", error.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_BytesThatAreNoUtf8_CountAsCharactersOfTheirOwn()
    {
        Tokenizer tokenizer = Json().Load();
        Assert.Equal([2, 0, 2], tokenizer.EncodeBytes([(byte)'a', 0xE6, 0xBC, (byte)'a']));
    }

    [Fact]
    public void Encode_TextOfASpecialTokenThatIsMarked_IsNotThatToken()
    {
        Tokenizer tokenizer = Json().Load();
        Assert.Equal([1], tokenizer.Encode("<s>"));
        Assert.DoesNotContain(1, tokenizer.Encode("<\uFDD0s>", new EncodeOptions { DropDataMarks = true }));
        Assert.DoesNotContain(1, tokenizer.Encode("<s>", new EncodeOptions { AddedTokens = AddedTokenMatching.None }));
    }

    [Theory]
    [InlineData("/model/unk_id", "9", "EA3006")]
    [InlineData("/model/unk_id", "-1", "EA3003")]
    [InlineData("/model/unk_id", "\"<unk>\"", "EA3003")]
    [InlineData("/model/vocab", "{}", "EA3003")]
    [InlineData("/model/vocab", "[]", "EA3006")]
    [InlineData("/model/vocab", "null", "EA3003")]
    [InlineData("/model/vocab/2", "\"a\"", "EA3006")]
    [InlineData("/model/vocab/2", "[\"a\"]", "EA3006")]
    [InlineData("/model/vocab/2", "[\"a\", \"NaN\"]", "EA3006")]
    [InlineData("/model/vocab/2", "[\"a\", 1e999]", "EA3006")]
    [InlineData("/model/vocab/2", "[\"a\", -1, 2]", "EA3006")]
    [InlineData("/model/vocab/2", "[-1, \"a\"]", "EA3006")]
    [InlineData("/pre_tokenizer", """{"type": "ByteLevel", "add_prefix_space": false}""", "EA3004")]
    [InlineData("/normalizer", """{"type": "Precompiled", "precompiled_charsmap": "AAAA"}""", "EA3011")]
    [InlineData("/normalizer", """{"type": "Precompiled", "precompiled_charsmap": "?"}""", "EA3011")]
    public void LoadJson_BadUnigramModel_NamesItsPlace(string pointer, string replacement, string code)
    {
        string[] path = pointer.Split('/')[1..];
        JsonObject json = Json();
        JsonNode parent = json;
        foreach (string name in path[..^1]) parent = parent[name]!;
        if (int.TryParse(path[^1], out int index)) parent[index] = JsonNode.Parse("\"here\"");
        else parent[path[^1]] = JsonNode.Parse("\"here\"");
        string text = json.ToJsonString().Replace("\"here\"", replacement, StringComparison.Ordinal);   // JsonNode knows no 1e999
        var error = Assert.Throws<TokenizerException>(() => Tokenizer.LoadJson(Encoding.UTF8.GetBytes(text)));
        Assert.Equal(code, error.Code);
        Assert.StartsWith("/" + path[0], error.Where, StringComparison.Ordinal);
    }

    [Fact]
    public void LoadJson_ByteLevelDecoderWithUnigram_IsRefused()
    {
        JsonObject json = Json();
        json["decoder"] = JsonNode.Parse("""{"type": "ByteLevel"}""");
        json["pre_tokenizer"] = JsonNode.Parse("""{"type": "ByteLevel", "add_prefix_space": false}""");
        Assert.Equal("EA3004", Assert.Throws<TokenizerException>(() => json.Load()).Code);
    }

    [Fact]
    public void LoadJson_VocabularyBeforeItsTypeAndPiecesTwice_LastPieceCounts()
    {
        Tokenizer tokenizer = Tokenizer.LoadJson("""
            {"model": {"vocab": [["<unk>", 0], ["a", -9], ["", -1], ["aa", -3], ["a", -1]], "type": "Unigram", "unk_id": 0},
            "decoder": {"type": "Sequence", "decoders": [{"type": "Fuse"}]}}
            """u8);
        Assert.Equal([4, 4], tokenizer.Encode("aa"));
        Assert.Equal(4, tokenizer.FindId("a"));
    }

    private static JsonObject Json() => new()
    {
        ["version"] = "1.0",
        ["added_tokens"] = new JsonArray(TinyJson.Added(0, "<unk>"), TinyJson.Added(1, "<s>")),
        ["decoder"] = JsonNode.Parse("""{"type": "Sequence", "decoders": [{"type": "Fuse"}]}"""),
        ["model"] = JsonNode.Parse("""{"type": "Unigram", "unk_id": 0, "vocab": [["<unk>", 0], ["<s>", 0], ["a", -1]], "byte_fallback": false}"""),
    };

    private static UnigramModel Model(string[] pieces, double[] scores, int[] byteTokens, bool single)
        => new(new PieceTrie(pieces.Select(static (piece, i) => (Encoding.UTF8.GetBytes(piece), i + 1))), scores, scores.Min())
        {
            Vocabulary = new TokenTable(1), Bytes = new TokenTable(1), ByteTokens = byteTokens, UnknownToken = 0, SinglePrecision = single,
        };

    private static int[] Encode(UnigramModel model, string text)
    {
        var ids = new IdBuffer(int.MaxValue);
        model.Encode(Encoding.UTF8.GetBytes(text), new WordCache(), ref ids);
        int[] result = ids.Ids.ToArray();
        ids.Dispose();
        return result;
    }

    /// <summary>The best sum to every place, character by character, over all pieces that end there.</summary>
    private static List<int> ByDefinition(string[] pieces, double[] scores, string text, bool single)
    {
        double Round(double value) => single ? (float)value : value;
        (double Sum, int Start, int Id)?[] best = new (double, int, int)?[text.Length + 1];
        best[0] = (0, 0, 0);
        for (int start = 0; start < text.Length; start++)
        {
            bool one = false;
            foreach (int id in Enumerable.Range(1, pieces.Length).Where(id => text.AsSpan(start).StartsWith(pieces[id - 1], StringComparison.Ordinal))
                .OrderBy(id => pieces[id - 1].Length))
            {
                Offer(start + pieces[id - 1].Length, scores[id] + best[start]!.Value.Sum, start, id);
                one |= pieces[id - 1].Length == 1;
            }
            if (!one) Offer(start + 1, Round(Round(scores.Min() - 10) + best[start]!.Value.Sum), start, 0);
        }
        List<int> ids = [];
        for (int end = text.Length; end > 0; end = best[end]!.Value.Start)
            if (best[end]!.Value.Id != 0 || ids.Count == 0 || ids[^1] != 0) ids.Add(best[end]!.Value.Id);
        ids.Reverse();
        return ids;

        void Offer(int end, double sum, int start, int id)
        {
            if (best[end] is null || sum > best[end]!.Value.Sum) best[end] = (Round(sum), start, id);
        }
    }
}
