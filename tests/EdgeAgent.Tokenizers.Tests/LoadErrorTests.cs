using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace EdgeAgent.Tokenizers.Tests;

/// <summary>Each way in which a tokenizer.json can be wrong or unsupported says so: with its code, and where.</summary>
public sealed class LoadErrorTests
{
    [Fact]
    public void LoadJson_TheSoundFile_Loads()
    {
        Tokenizer tokenizer = TinyJson.Create().Load();
        Assert.Equal([257, 258, 256], tokenizer.Encode("abc<x>ab"));
        Assert.Equal(259, tokenizer.VocabularySize);
    }

    public static TheoryData<string, string, string> Replacements => new()
    {
        // Where it is put, what is put there (JSON), and the code it gives.
        { "/added_tokens", "3", "EA3003" },
        { "/added_tokens/0/content", "null", "EA3003" },
        { "/added_tokens/0/special", "\"yes\"", "EA3003" },
        { "/added_tokens/0/id", "-1", "EA3003" },
        { "/pre_tokenizer/add_prefix_space", "1", "EA3003" },
        { "/model", "[]", "EA3003" },
        { "/model/vocab", "[]", "EA3003" },
        { "/model/merges", "{}", "EA3003" },
        { "/model/ignore_merges", "\"no\"", "EA3003" },
        { "/post_processor", """{"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<y>"}}, {"Sequence": {"id": "A"}}], "special_tokens": {}}""", "EA3003" },
        { "/normalizer", """{"type": "Shout"}""", "EA3004" },
        { "/pre_tokenizer", "null", "EA3004" },
        { "/pre_tokenizer", """{"type": "Whitespace"}""", "EA3004" },
        { "/pre_tokenizer", """{"type": "Digits", "individual_digits": true}""", "EA3004" },
        { "/pre_tokenizer", """{"type": "UnicodeScripts"}""", "EA3004" },
        { "/pre_tokenizer", """{"type": "Sequence", "pretokenizers": [{"type": "ByteLevel", "add_prefix_space": false}, {"type": "FixedLength", "length": 5}]}""", "EA3004" },
        { "/pre_tokenizer", """{"type": "Sequence", "pretokenizers": [{"type": "ByteLevel", "add_prefix_space": false}, {"type": "ByteLevel", "add_prefix_space": false}]}""", "EA3004" },
        { "/pre_tokenizer", """{"type": "Sequence", "pretokenizers": [{"type": "ByteLevel", "add_prefix_space": false}, {"type": "Metaspace", "replacement": "\u2581"}]}""", "EA3004" },
        { "/pre_tokenizer", """{"type": "Split", "pattern": {"Regex": "a"}, "behavior": "Kept", "invert": false}""", "EA3003" },
        { "/pre_tokenizer", """{"type": "Split", "pattern": {"String": ""}, "behavior": "Isolated", "invert": false}""", "EA3003" },
        { "/pre_tokenizer", """{"type": "CharDelimiterSplit", "delimiter": "ab"}""", "EA3003" },
        { "/pre_tokenizer", """{"type": "FixedLength", "length": 0}""", "EA3003" },
        { "/post_processor", """{"type": "PairProcessing"}""", "EA3004" },
        { "/decoder", "null", "EA3004" },
        { "/decoder", """{"type": "WordPiece"}""", "EA3004" },
        { "/model/type", "\"WordPiece\"", "EA3004" },
        { "/model/type", "\"WordLevel\"", "EA3004" },
        { "/version", "\"2.0\"", "EA3005" },
        { "/truncation", """{"max_length": 5}""", "EA3005" },
        { "/padding", """{"strategy": "BatchLongest"}""", "EA3005" },
        { "/pre_tokenizer", """{"type": "Split", "pattern": {"Regex": "\\d"}, "behavior": "Isolated", "invert": false}""", "EA3004" },
        { "/post_processor", """{"type": "TemplateProcessing", "single": [], "special_tokens": {}}""", "EA3005" },
        { "/post_processor", """{"type": "TemplateProcessing", "single": [{"Sequence": {"id": "A"}}, {"Sequence": {"id": "A"}}], "special_tokens": {}}""", "EA3005" },
        { "/model/dropout", "0.1", "EA3005" },
        { "/model/continuing_subword_prefix", "\"##\"", "EA3005" },
        { "/model/end_of_word_suffix", "\"</w>\"", "EA3005" },
        { "/model/byte_fallback", "true", "EA3005" },
        { "/model/vocab/abc", "256", "EA3006" },
        { "/model/vocab/abc", "4194303", "EA3006" },
        { "/model/vocab/abc", "1.5", "EA3006" },
        { "/model/vocab/abc", "\"257\"", "EA3006" },
        { "/model/unk_token", "\"nowhere\"", "EA3006" },
        { "/model/merges/0", "\"ab\"", "EA3007" },
        { "/model/merges/0", "\"a b c\"", "EA3007" },
        { "/model/merges/0", "\"a zz\"", "EA3007" },
        { "/model/merges/0", "\"b a\"", "EA3007" },
        { "/model/merges/0", "5", "EA3007" },
        { "/model/merges/1", """["ab"]""", "EA3007" },
        { "/model/merges/1", """["ab", "c", "d"]""", "EA3007" },
        { "/model/merges/1", """["ab", 7]""", "EA3007" },
        { "/added_tokens/0/id", "300", "EA3008" },
        { "/added_tokens/0/content", "\"abc\"", "EA3008" },
    };

    [Theory, MemberData(nameof(Replacements))]
    public void LoadJson_OneThingChanged_NamesItsPlace(string pointer, string replacement, string code)
    {
        JsonObject json = TinyJson.Create();
        string[] path = pointer.Split('/')[1..];
        JsonNode parent = json;
        foreach (string name in path[..^1]) parent = int.TryParse(name, out int i) ? parent[i]! : parent[name]!;
        if (int.TryParse(path[^1], out int index)) parent[index] = JsonNode.Parse(replacement);
        else parent[path[^1]] = JsonNode.Parse(replacement);

        var error = Assert.Throws<TokenizerException>(() => json.Load());
        Assert.Equal(code, error.Code);
        Assert.StartsWith(string.Join('/', pointer.Split('/')[..Math.Min(3, path.Length + 1)]).Replace("/0", "", StringComparison.Ordinal),
            error.Where, StringComparison.Ordinal);
        Assert.Contains(error.Fix, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LoadJson_DecoderInASequenceOfItsOwn_IsThatDecoder()
    {
        JsonObject json = TinyJson.Create();
        json["decoder"] = JsonNode.Parse("""{"type": "Sequence", "decoders": [{"type": "Sequence", "decoders": [{"type": "ByteLevel"}]}]}""");
        Assert.Equal("\u00E8 abc", json.Load().Decode(json.Load().Encode("\u00E8 abc")));
    }

    [Fact]
    public void LoadJson_SameAddedTokenTwice_IsAnError()
    {
        JsonObject json = TinyJson.Create();
        json["added_tokens"]!.AsArray().Add(TinyJson.Added(259, "<x>"));
        Assert.Equal("EA3008", Assert.Throws<TokenizerException>(() => json.Load()).Code);
    }

    [Theory, InlineData("vocab"), InlineData("merges")]
    public void LoadJson_TableGivenTwice_IsAnError(string table)
    {
        string json = TinyJson.Create().ToJsonString();
        string twice = json.Replace($"\"{table}\":", $"\"{table}\":{(table == "vocab" ? "{}" : "[]")},\"{table}\":",
            StringComparison.Ordinal);
        Assert.Equal("EA3003", Assert.Throws<TokenizerException>(() => Tokenizer.LoadJson(Encoding.UTF8.GetBytes(twice))).Code);
    }

    [Fact]
    public void LoadJson_MergesBeforeTheVocabulary_LoadsTheSame()
    {
        JsonObject json = TinyJson.Create();
        JsonObject model = json["model"]!.AsObject();
        JsonNode vocabulary = model["vocab"]!.DeepClone();
        model.Remove("vocab");
        model["vocab"] = vocabulary;
        Assert.Equal([257], json.Load().Encode("abc"));
    }

    [Fact]
    public void LoadJson_CutAtAnyByte_IsAnErrorAndNeverACrash()
    {
        byte[] json = Encoding.UTF8.GetBytes(TinyJson.Create().ToJsonString());
        for (int length = 0; length < json.Length; length++)
            Assert.StartsWith("EA300", Assert.Throws<TokenizerException>(() => Tokenizer.LoadJson(json.AsSpan(0, length))).Code,
                StringComparison.Ordinal);
    }

    [Fact]
    public void LoadJson_BytesChangedAtRandom_IsAnErrorOrATokenizer()
    {
        var random = new Random(8);
        byte[] sound = Goldens.Read(Goldens.Path("tiny", "tokenizer.json"));
        byte[] odd = [.. "\"{}[],:0123456789\\ue\0"u8, 0xFF];
        int loaded = 0, refused = 0;
        for (int i = 0; i < 3000; i++)
        {
            byte[] json = [.. sound];
            for (int changes = random.Next(1, 4); changes > 0; changes--) json[random.Next(json.Length)] = odd[random.Next(odd.Length)];
            try
            {
                Tokenizer tokenizer = Tokenizer.LoadJson(json);
                tokenizer.Decode(tokenizer.Encode("Accendi la luce <|im_end|> 12\n"));
                loaded++;
            }
            catch (TokenizerException)
            {
                refused++;
            }
        }
        Assert.True(loaded > 0 && refused > 0, $"{loaded} loaded, {refused} refused");
    }

    [Theory, InlineData(""), InlineData("null"), InlineData("[]"), InlineData("{}"), InlineData("{\"model\": null}"), InlineData("{} {}"),
        InlineData("\u00E8"), InlineData("{\"version\": \"\\ud800\"}")]
    public void LoadJson_NoTokenizer_IsAnError(string json)
        => Assert.StartsWith("EA300", Assert.Throws<TokenizerException>(() => Tokenizer.LoadJson(Encoding.UTF8.GetBytes(json))).Code,
            StringComparison.Ordinal);

    [Fact]
    public void LoadJson_NotUtf8OrNested1000Deep_IsAnError()
    {
        Assert.Equal("EA3002", Assert.Throws<TokenizerException>(() => Tokenizer.LoadJson([0x7B, 0xFF, 0x7D])).Code);
        Assert.Equal("EA3002",
            Assert.Throws<TokenizerException>(() => Tokenizer.LoadJson(Encoding.UTF8.GetBytes($"{{\"x\": {new string('[', 1000)}"))).Code);
    }

    [Fact]
    public void Load_MissingOrDamagedFile_IsAnError()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal("EA3001", Assert.Throws<TokenizerException>(() => Tokenizer.Load(folder.File("none.json"))).Code);
        byte[] zipped = Zip(Encoding.UTF8.GetBytes(TinyJson.Create().ToJsonString()));
        File.WriteAllBytes(folder.File("cut.gz"), zipped[..(zipped.Length / 2)]);
        Assert.StartsWith("EA300", Assert.Throws<TokenizerException>(() => Tokenizer.Load(folder.File("cut.gz"))).Code,
            StringComparison.Ordinal);
        File.WriteAllBytes(folder.File("odd.gz"), [0x1F, 0x8B, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9]);
        Assert.Equal("EA3001", Assert.Throws<TokenizerException>(() => Tokenizer.Load(folder.File("odd.gz"))).Code);
    }

    [Fact]
    public void Load_GzippedFileWhateverItsName_Loads()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("tokenizer.json"), Zip(Encoding.UTF8.GetBytes("\uFEFF" + TinyJson.Create().ToJsonString())));
        Assert.Equal([257], Tokenizer.Load(folder.File("tokenizer.json")).Encode("abc"));
    }

    private static byte[] Zip(byte[] content)
    {
        using var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.Fastest)) zip.Write(content);
        return bytes.ToArray();
    }
}
