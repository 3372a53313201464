using System.Text;
using System.Text.Json.Nodes;

namespace EdgeAgent.Tokenizers.Tests;

/// <summary>A tokenizer.json from anywhere: a clear error or a tokenizer that does what the file says; no crash, no hang, no gigabytes.</summary>
public sealed class HostileJsonTests
{
    [Theory, InlineData("tiny"), InlineData("smollm2"), InlineData("polish"), InlineData("polish-metaspace")]
    public void LoadJson_CutAtEverySixtyFourth_IsAnError(string name)
    {
        byte[] json = Goldens.Read(Goldens.Path(name, "tokenizer.json"));
        for (int part = 0; part < 64; part++)
        {
            int length = (int)(json.LongLength * part / 64);
            var error = Assert.Throws<TokenizerException>(() => Tokenizer.LoadJson(json.AsSpan(0, length)));
            Assert.StartsWith("EA300", error.Code, StringComparison.Ordinal);
            Assert.NotEqual("", error.Where);
        }
    }

    public static TheoryData<string, string, string> Replacements => new()
    {
        // Where it is put, what is put there (JSON), and the code it gives.
        { "/model/vocab/abc", "-1", "EA3006" },
        { "/model/vocab/abc", "9223372036854775808", "EA3006" },
        { "/model/vocab/abc", "1e400", "EA3006" },
        { "/model/merges/0", "[\"ab\", \"zz\"]", "EA3007" },
        { "/model/merges/0", "\" \"", "EA3007" },
        { "/model/merges/0", "[[\"a\", \"b\"]]", "EA3007" },
        { "/added_tokens/0/id", "2147483648", "EA3003" },
        { "/added_tokens/0/id", "4194302", "EA3008" },
        { "/normalizer", """{"type": "Strip", "strip_left": 1, "strip_right": true}""", "EA3003" },
        { "/normalizer", """{"type": "Strip"}""", "EA3003" },
        { "/normalizer", """{"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true}""", "EA3003" },
        { "/normalizer", """{"type": "Sequence"}""", "EA3003" },
        { "/normalizer", """{"type": "Sequence", "normalizers": [{"type": "NFC"}, {"type": "Unknown"}]}""", "EA3004" },
        { "/normalizer", """{"type": "Replace", "pattern": {"String": ""}, "content": "x"}""", "EA3003" },
        { "/normalizer", """{"type": "Replace", "pattern": {"Regex": ""}, "content": "x"}""", "EA3005" },
        { "/normalizer", """{"type": "Replace", "pattern": {"Regex": "a*"}, "content": "x"}""", "EA3005" },
        { "/normalizer", """{"type": "Replace", "pattern": {"Regex": "a{0,3}"}, "content": "x"}""", "EA3005" },
        { "/normalizer", """{"type": "Replace", "pattern": {"Regex": "a{1000000000}"}, "content": "x"}""", "EA3010" },
        { "/normalizer", """{"type": "Replace", "pattern": {"Regex": "a{3,2}"}, "content": "x"}""", "EA3010" },
        { "/normalizer", """{"type": "Replace", "pattern": {"Regex": "[z-a]"}, "content": "x"}""", "EA3010" },
        { "/normalizer", """{"type": "Replace", "pattern": {"Regex": "[]"}, "content": "x"}""", "EA3010" },
        { "/normalizer", """{"type": "Replace", "pattern": {"Regex": "[a"}, "content": "x"}""", "EA3010" },
        { "/normalizer", """{"type": "Replace", "pattern": {"Regex": "[[:alpha:]]"}, "content": "x"}""", "EA3010" },
        { "/normalizer", """{"type": "Replace", "pattern": {"Regex": "a\\"}, "content": "x"}""", "EA3010" },
        { "/post_processor", """{"type": "BertProcessing"}""", "EA3003" },
        { "/post_processor", """{"type": "RobertaProcessing", "sep": ["</s>", 2], "cls": ["<s>"], "trim_offsets": true, "add_prefix_space": true}""", "EA3003" },
        { "/post_processor", """{"type": "BertProcessing", "sep": ["</s>", -2], "cls": ["<s>", 1]}""", "EA3003" },
        { "/decoder", """{"type": "WordPiece", "prefix": "##", "cleanup": true}""", "EA3004" },
        { "/decoder", """{"type": "BPEDecoder", "suffix": "</w>"}""", "EA3004" },
        { "/decoder", """{"type": "CTC"}""", "EA3004" },
        { "/decoder", """{"type": "Sequence", "decoders": [{"type": "Fuse"}, {"type": "ByteFallback"}]}""", "EA3005" },
        { "/decoder", """{"type": "Sequence", "decoders": [{"type": "Fuse"}, {"type": "Strip", "content": "_", "start": 1, "stop": 0}]}""", "EA3005" },
        { "/decoder", """{"type": "Sequence", "decoders": [{"type": "Fuse"}, {"type": "Strip", "content": " ", "start": 1000000000, "stop": 0}]}""", "EA3003" },
    };

    [Theory, MemberData(nameof(Replacements))]
    public void LoadJson_OneThingChanged_NamesItsPlace(string pointer, string replacement, string code)
    {
        string[] path = pointer.Split('/')[1..];
        JsonObject json = TinyJson.Create();
        JsonNode parent = json;
        foreach (string name in path[..^1]) parent = int.TryParse(name, out int i) ? parent[i]! : parent[name]!;
        if (int.TryParse(path[^1], out int index)) parent[index] = JsonNode.Parse(replacement);
        else parent[path[^1]] = JsonNode.Parse(replacement);
        var error = Assert.Throws<TokenizerException>(() => json.Load());
        Assert.Equal(code, error.Code);
        Assert.StartsWith($"/{path[0]}", error.Where, StringComparison.Ordinal);
    }

    [Theory, InlineData("x"), InlineData("normalizer"), InlineData("pre_tokenizer"), InlineData("model"), InlineData("decoder"), InlineData("post_processor")]
    public void LoadJson_NestedTenThousandDeep_IsAnError(string where)
    {
        string arrays = $"{{\"{where}\": {new string('[', 10_000)}{new string(']', 10_000)}}}";
        string sequences = $"{{\"{where}\": {string.Concat(Enumerable.Repeat("{\"type\": \"Sequence\", \"normalizers\": [", 10_000))}{string.Concat(Enumerable.Repeat("]}", 10_000))}}}";
        foreach (string json in (string[])[arrays, sequences])
            Assert.StartsWith("EA300", Assert.Throws<TokenizerException>(() => Tokenizer.LoadJson(Encoding.UTF8.GetBytes(json))).Code, StringComparison.Ordinal);
    }

    [Fact]
    public void LoadJson_MergesOfEmptyTokens_EndAndGiveTheText()
    {
        JsonObject json = TinyJson.Create();
        json["model"]!["vocab"]![""] = 258;
        json["added_tokens"] = null;
        json["model"]!["merges"] = JsonNode.Parse("""[["", "a"], ["a", ""], ["", ""], ["a", "b"], ["ab", ""]]""");
        Tokenizer tokenizer = json.Load();
        EncodedText encoded = tokenizer.EncodeWithOffsets("aabab");
        Assert.Equal(['a', 256, 256], encoded.Ids);
        Assert.Equal([new(0, 1), new(1, 2), new TextSpan(3, 2)], encoded.Spans);
    }

    [Fact]
    public void LoadJson_MergeToTheSameTokenTwoWays_Loads()
    {
        JsonObject json = TinyJson.Create();
        json["model"]!["vocab"]!["bc"] = 258;
        json["added_tokens"] = null;
        json["model"]!["merges"] = JsonNode.Parse("""["b c", "a bc", "a b", "ab c"]""");
        Assert.Equal([257], json.Load().Encode("abc"));
    }

    [Fact]
    public void Encode_NormalizersThatMakeABookOfEveryLetter_IsAnError()
    {
        JsonArray doubling = [.. Enumerable.Repeat("""{"type": "Replace", "pattern": {"String": "a"}, "content": "aa"}""", 60).Select(static step => JsonNode.Parse(step))];
        JsonObject json = TinyJson.Create();
        json["normalizer"] = new JsonObject { ["type"] = "Sequence", ["normalizers"] = doubling };
        Tokenizer tokenizer = json.Load();
        Assert.Equal("EA3101", Assert.Throws<TokenizerException>(() => tokenizer.Encode("a")).Code);
        Assert.Equal("EA3101", Assert.Throws<TokenizerException>(() => tokenizer.EncodeWithOffsets("a")).Code);
        Assert.Equal(['b'], tokenizer.Encode("b"));
        json["normalizer"] = JsonNode.Parse($$"""{"type": "Replace", "pattern": {"String": " "}, "content": "{{new string('x', 100_000)}}"}""");
        Assert.Equal("EA3101", Assert.Throws<TokenizerException>(() => json.Load().Encode(new string(' ', 100_000))).Code);
    }

    [Fact]
    public void LoadJson_ThousandNormalizers_IsAnError()
    {
        JsonObject json = TinyJson.Create();
        json["normalizer"] = new JsonObject { ["type"] = "Sequence",
            ["normalizers"] = new JsonArray([.. Enumerable.Range(0, 1000).Select(static _ => new JsonObject { ["type"] = "NFC" })]) };
        Assert.Equal("EA3005", Assert.Throws<TokenizerException>(() => json.Load()).Code);
    }

    /// <summary>Work that grows with the square of the text would not end in a test's time.</summary>
    [Theory]
    [InlineData("""{"type": "NFD"}""", "\u0301"), InlineData("""{"type": "NFC"}""", "\u0301\u0323"), InlineData("""{"type": "NFKC"}""", "\u1161")]
    [InlineData("""{"type": "NFKD"}""", "\uFDFA"), InlineData("""{"type": "Lowercase"}""", "\u0130")]
    [InlineData("""{"type": "Strip", "strip_left": true, "strip_right": true}""", " ")]
    [InlineData("""{"type": "Replace", "pattern": {"Regex": "\\s{2,}"}, "content": " "}""", " ")]
    [InlineData("""{"type": "Replace", "pattern": {"Regex": "ab{900}"}, "content": ""}""", "abb")]
    public void Encode_OneThingWithoutEnd_TakesLinearTime(string normalizer, string unit)
    {
        JsonObject json = TinyJson.Create();
        json["normalizer"] = JsonNode.Parse(normalizer);
        string text = string.Concat(Enumerable.Repeat(unit, 200_000));
        Tokenizer tokenizer = json.Load();
        Assert.Equal(tokenizer.Encode(text), tokenizer.EncodeWithOffsets(text).Ids);
    }

    [Fact]
    public void Encode_ReplaceThatLooksAheadFromEveryPlace_IsAnErrorAndNoHang()
    {
        JsonObject json = TinyJson.Create();
        json["normalizer"] = JsonNode.Parse("""{"type": "Replace", "pattern": {"Regex": "\\s{500,}x"}, "content": ""}""");
        Tokenizer tokenizer = json.Load();
        Assert.Equal("EA3104", Assert.Throws<TokenizerException>(() => tokenizer.Encode(new string(' ', 100_000))).Code);
    }
}
