using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EdgeAgent.Tokenizers.Tests;

/// <summary>BPE that begins with characters: against its definition, and each component's settings by themselves.</summary>
public sealed class SentencePieceStyleTests
{
    /// <summary>Cut into parts and remembered, or one piece by the definition: the same ids.</summary>
    [Theory, InlineData("llama2"), InlineData("mistral"), InlineData("polish")]
    public void Encode_RandomTexts_EqualsTheDefinition(string name)
    {
        Tokenizer tokenizer = Goldens.Tokenizer(name);
        var definition = new DefinitionBpe(JsonDocument.Parse(Goldens.Read(Goldens.Path(name, "tokenizer.json"))).RootElement);
        var plain = new EncodeOptions { AddedTokens = AddedTokenMatching.None };
        var random = new Random(21);
        string[] words = ["pogoda", "  ", " the", "\u2581", ".\u2581", "\n\n", "sk\u0142ad", "})", "1234", " --"];
        for (int i = 0; i < 1500; i++)
        {
            string text = RandomText.Create(random, random.Next(50));
            for (int more = random.Next(6); more > 0; more--) text += words[random.Next(words.Length)];
            Assert.Equal(definition.Encode(text), tokenizer.Encode(text, plain));
        }
    }

    [Theory, InlineData("llama2"), InlineData("polish"), InlineData("polish-metaspace")]
    public void EncodeBytes_AnyBytes_GivesTokensOfJustTheseBytesAfterTheSpace(string name)
    {
        Tokenizer tokenizer = Goldens.Tokenizer(name);
        var plain = new EncodeOptions { AddedTokens = AddedTokenMatching.None };
        var random = new Random(22);
        for (int i = 0; i < 2000; i++)
        {
            string text = "x" + RandomText.Create(random, random.Next(40)).Replace('\u2581', '_');
            Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text, plain)));
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            for (int broken = random.Next(4); broken > 0; broken--) bytes[random.Next(bytes.Length)] = (byte)random.Next(1, 256);
            if (bytes[0] == ' ' || bytes.AsSpan().IndexOf("\u2581"u8) >= 0) continue;
            Assert.Equal([(byte)' ', .. bytes], tokenizer.EncodeBytes(bytes, plain).SelectMany(id => tokenizer.TokenBytes(id).ToArray()));
        }
    }

    [Theory, InlineData("mistral"), InlineData("polish")]
    public void Append_RandomIds_GivesTheWholeTextUnlessARunOfBytesIsBroken(string name)
    {
        Tokenizer tokenizer = Goldens.Tokenizer(name);
        var random = new Random(23);
        int whole = 0;
        for (int i = 0; i < 3000; i++)
        {
            bool skip = random.Next(2) == 0;
            int[] ids = [.. Enumerable.Range(0, random.Next(0, 30)).Select(_ => random.Next(3) == 0 ? random.Next(-2, 270) : random.Next(tokenizer.VocabularySize))];
            IncrementalDecoder decoder = tokenizer.CreateDecoder(skip);
            string[] pieces = [.. ids.Select(decoder.Append), decoder.Flush()];
            Assert.DoesNotContain(pieces, static piece => piece.Length > 0 && (char.IsLowSurrogate(piece[0]) || char.IsHighSurrogate(piece[^1])));
            string expected = tokenizer.Decode(ids, skip);
            if (expected.Contains('\uFFFD')) continue;
            whole++;
            Assert.Equal(expected, string.Concat(pieces));
        }
        Assert.True(whole > 100, $"only {whole} sequences were whole");
    }

    /// <summary>Where unknown characters fuse, or a byte token is missing, nothing is provable: still the definition.</summary>
    [Theory, InlineData(true), InlineData(false)]
    public void Encode_UnknownCharacters_FuseOrStandAlone(bool fuse)
    {
        JsonObject json = PieceJson.Create();
        json["model"]!["byte_fallback"] = false;
        json["model"]!["fuse_unk"] = fuse;
        int[] expected = fuse ? [PieceJson.Id("\u2581a"), 0, PieceJson.Id("b")] : [PieceJson.Id("\u2581a"), 0, 0, PieceJson.Id("b")];
        Assert.Equal(expected, json.Load().Encode("axyb"));
        json["model"]!["unk_token"] = null;
        Assert.Equal([PieceJson.Id("\u2581ab")], json.Load().Encode("axyb"));   // they vanish, and what they parted merges
    }

    [Fact]
    public void Encode_SomeByteTokensMissing_MakesOnlyTheirCharactersUnknown()
    {
        JsonObject json = PieceJson.Create();
        json["model"]!["vocab"]!.AsObject().Remove("<0x78>");
        Assert.Equal([PieceJson.Id("\u2581a"), PieceJson.FirstByte + 'y', 0], json.Load().Encode("ayx"));
        Assert.Equal([PieceJson.Id("\u2581a"), PieceJson.FirstByte + 'y', 0], json.Load().Encode("axy"));   // as the library: the unknown one waits
    }

    [Theory]
    [InlineData("always", "\u2581ab c", "<s>\u2581ab c")]
    [InlineData("first", "\u2581ab c", "<s>ab c")]
    [InlineData("never", "ab c", "<s>ab c")]
    public void Encode_MetaspacePrependScheme_DecidesWhereASpaceGoes(string scheme, string atStart, string afterToken)
    {
        Tokenizer tokenizer = PieceJson.CreateMetaspace(scheme, split: false).Load();
        Tokenizer never = PieceJson.CreateMetaspace("never", split: false).Load();
        Assert.Equal(never.Encode(atStart), tokenizer.Encode("ab c"));
        Assert.Equal(never.Encode(afterToken), tokenizer.Encode("<s>ab c"));
        Assert.Equal(never.Encode(" ab"), tokenizer.Encode(" ab"));
        Assert.Equal(never.Encode(" ab"), tokenizer.Encode("\u2581ab"));
        Assert.Empty(tokenizer.Encode(""));
    }

    [Fact]
    public void Encode_MetaspaceSplit_LetsNoMergeCrossASpace()
    {
        Assert.Equal([PieceJson.Id("\u2581\u2581"), PieceJson.Id("a")], PieceJson.CreateMetaspace("never", split: false).Load().Encode("  a"));
        Assert.Equal([PieceJson.Id("\u2581"), PieceJson.Id("\u2581a")], PieceJson.CreateMetaspace("never", split: true).Load().Encode("  a"));
    }

    [Fact]
    public void Encode_IgnoreMerges_TakesWholePieces()
    {
        JsonObject json = PieceJson.CreateMetaspace("never", split: true);
        json["model"]!["vocab"]!["\u2581cab"] = 300;
        json["model"]!["ignore_merges"] = true;
        Assert.Equal([PieceJson.Id("ab"), 300], json.Load().Encode("ab cab"));
        Assert.DoesNotContain(2, json.Load().Encode("</s>", new EncodeOptions { AddedTokens = AddedTokenMatching.None }));
    }

    [Fact]
    public void Decode_MetaspaceDecoder_DropsTheSpacesOfTheFirstTokenOnly()
    {
        JsonObject json = PieceJson.CreateMetaspace("always", split: true);
        json["decoder"] = json["pre_tokenizer"]!.DeepClone();
        Tokenizer tokenizer = json.Load();
        Assert.Equal("ab ab", tokenizer.Decode([PieceJson.Id("\u2581ab"), PieceJson.Id("\u2581ab")]));
        IncrementalDecoder decoder = tokenizer.CreateDecoder();
        Assert.Equal(["", "a", " a"], new[] { PieceJson.Id("\u2581\u2581"), PieceJson.Id("a"), PieceJson.Id("\u2581a") }.Select(decoder.Append));
    }

    [Fact]
    public void Append_ByteTokens_GiveEachCharacterWithItsLastByte()
    {
        IncrementalDecoder decoder = PieceJson.Create().Load().CreateDecoder();
        byte[] utf8 = Encoding.UTF8.GetBytes(" \u00E8");
        Assert.Equal(["", "", "\u00E8"], utf8.Select(value => decoder.Append(PieceJson.FirstByte + value)));
        Assert.Equal("", decoder.Append(PieceJson.FirstByte + 0xE2));
        Assert.Equal("", decoder.Append(PieceJson.FirstByte + 0x82));
        Assert.Equal("\uFFFD\uFFFD", decoder.Flush());
        Assert.Equal("ab", decoder.Append(PieceJson.Id("\u2581ab")));   // a new stream
    }

    [Theory, InlineData("llama2"), InlineData("polish-metaspace")]
    public void EncodeContinuation_AfterEachTokenOfAText_GivesTheRestAndNoSpaceOfItsOwn(string name)
    {
        Tokenizer tokenizer = Goldens.Tokenizer(name);
        int[] ids = tokenizer.Encode("{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Reggio nell'Emilia\", \"days\": 12}}\n");
        for (int i = 1; i < ids.Length; i++)
        {
            byte[] rest = [.. ids[i..].SelectMany(id => tokenizer.TokenBytes(id).ToArray())];
            int[] continued = tokenizer.EncodeContinuation(rest, ids[i - 1]);
            Assert.Equal(rest, continued.SelectMany(id => tokenizer.TokenBytes(id).ToArray()));
        }
        Assert.Equal("true"u8.ToArray(), tokenizer.EncodeContinuation("true"u8, tokenizer.FindId("<s>")!.Value)
            .SelectMany(id => tokenizer.TokenBytes(id).ToArray()));
    }

    [Theory, InlineData("llama2"), InlineData("polish-metaspace")]
    public void Encode_MarksInOrdinaryText_TokenizesAsIfTheyHadNeverBeenThere(string name)
    {
        Tokenizer tokenizer = Goldens.Tokenizer(name);
        foreach ((string marked, string text) in new[] { ("ab\uFDD0c d", "abc d"), ("\uFDD0ab", "ab"), (" \uFDD0 ab\uFDD0", "  ab") })
            Assert.Equal(tokenizer.Encode(text), tokenizer.Encode(marked, new EncodeOptions { DropDataMarks = true }));
    }

    /// <summary>Llama 2's own file normalizes its added tokens: they are looked for with the mark that is put in front.</summary>
    [Fact]
    public void Encode_NormalizedAddedTokens_AreFoundInNormalizedText()
    {
        JsonObject json = PieceJson.Create();
        foreach (JsonNode? token in json["added_tokens"]!.AsArray()) token!["normalized"] = true;
        Tokenizer tokenizer = json.Load();
        Assert.Equal([1, PieceJson.Id("ab")], tokenizer.Encode("<s>ab"));
        Assert.DoesNotContain(2, tokenizer.Encode("<s>ab</s>"));                     // "ab</s>": no mark before it
        Assert.Equal(2, tokenizer.Encode("<s>ab </s>")[^1]);
        Assert.Equal([1, PieceJson.Id("ab"), PieceJson.Id("\u2581a")],
            tokenizer.Encode("<s>a\uFDD0b \uFDD0a", new EncodeOptions { DropDataMarks = true }));
    }

    [Theory]
    [InlineData("/normalizer", """{"type": "Shout"}""", "EA3004")]
    [InlineData("/normalizer", """{"type": "Replace", "pattern": {"Regex": " *|a"}, "content": " "}""", "EA3005")]
    [InlineData("/normalizer", """{"type": "Replace", "pattern": {"String": ""}, "content": " "}""", "EA3003")]
    [InlineData("/pre_tokenizer", """{"type": "ByteLevel", "add_prefix_space": false}""", "EA3004")]
    [InlineData("/pre_tokenizer", """{"type": "Metaspace", "replacement": "_"}""", "EA3005")]
    [InlineData("/pre_tokenizer", """{"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "sometimes"}""", "EA3003")]
    [InlineData("/decoder", """{"type": "Sequence", "decoders": [{"type": "Strip", "content": " ", "start": 1, "stop": 0}]}""", "EA3005")]
    [InlineData("/decoder", """{"type": "Sequence", "decoders": [{"type": "Fuse"}, {"type": "ByteFallback"}]}""", "EA3005")]
    [InlineData("/decoder", """{"type": "Sequence", "decoders": [{"type": "Fuse"}, {"type": "Strip", "content": "_", "start": 1, "stop": 0}]}""", "EA3005")]
    [InlineData("/decoder", """{"type": "Sequence", "decoders": [{"type": "CTC"}]}""", "EA3004")]
    public void LoadJson_OneThingChanged_NamesItsPlace(string pointer, string replacement, string code)
    {
        JsonObject json = PieceJson.Create();
        json[pointer[1..]] = JsonNode.Parse(replacement);
        var error = Assert.Throws<TokenizerException>(() => json.Load());
        Assert.Equal(code, error.Code);
        Assert.StartsWith(pointer, error.Where, StringComparison.Ordinal);
    }

    /// <summary>BPE as it is defined, on the whole text at once.</summary>
    private sealed class DefinitionBpe
    {
        private readonly Dictionary<string, int> _vocabulary = new(StringComparer.Ordinal);
        private readonly Dictionary<(string, string), int> _ranks = [];

        public DefinitionBpe(JsonElement json)
        {
            JsonElement model = json.GetProperty("model");
            foreach (JsonProperty token in model.GetProperty("vocab").EnumerateObject()) _vocabulary.Add(token.Name, token.Value.GetInt32());
            foreach (JsonElement merge in model.GetProperty("merges").EnumerateArray())
            {
                string[] pair = merge.GetString()!.Split(' ');
                _ranks[(pair[0], pair[1])] = _ranks.Count;
            }
        }

        public IEnumerable<int> Encode(string text)
        {
            if (text.Length == 0) return [];
            List<string> tokens = [];
            foreach (Rune rune in ("\u2581" + text.Replace(' ', '\u2581')).EnumerateRunes())
            {
                if (_vocabulary.ContainsKey(rune.ToString())) tokens.Add(rune.ToString());
                else tokens.AddRange(Encoding.UTF8.GetBytes(rune.ToString()).Select(static value => $"<0x{value:X2}>"));
            }
            while (true)
            {
                int best = -1, lowest = int.MaxValue;
                for (int i = 0; i + 1 < tokens.Count; i++)
                    if (_ranks.TryGetValue((tokens[i], tokens[i + 1]), out int rank) && rank < lowest) (best, lowest) = (i, rank);
                if (best < 0) return tokens.Select(token => _vocabulary[token]);
                tokens[best] += tokens[best + 1];
                tokens.RemoveAt(best + 1);
            }
        }
    }
}
