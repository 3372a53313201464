using System.Text;
using System.Text.Json.Nodes;
using EdgeAgent.Conversion.Tests.Support;
using EdgeAgent.TestData;
using EdgeAgent.Tokenizers;
using EdgeAgent.Tokenizers.Gguf;

namespace EdgeAgent.Conversion.Tests;

/// <summary>The GGUF header that tokenizers and the converter share.</summary>
public sealed class GgufHeaderTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    [Fact]
    public void Open_FileWithEveryValueType_MetadataEqualsTheGolden()
    {
        GgufHeader header = GgufHeader.Open(Goldens.Folder("gguf", "tiny-q4_1.gguf"));
        JsonObject golden = Goldens.Json("gguf", "goldens.json")["metadata"]!.AsObject();
        foreach ((string key, JsonNode? expected) in golden)
        {
            if (key.StartsWith("GGUF.", StringComparison.Ordinal)) continue;
            object content = header.Metadata[key].Content;
            if (expected is JsonArray list) Assert.Equal(list.Select(Plain), ((Array)content).Cast<object>().Select(Plain));
            else Assert.Equal(Plain(expected!), Plain(content));
        }
        Assert.Equal(golden.Count - 3, header.Metadata.Count);
        Assert.Equal(3, header.Version);
        Assert.Equal(GgufValueType.UInt64, header.Metadata["edgeagent.test.u64"].Type);
        Assert.False(header.TryGetInt64("edgeagent.test.u64", out _)); // 2^63 + 5
        Assert.True(header.TryGetInt64("edgeagent.test.i16", out long negative) && negative == -30_000);
        Assert.True(header.TryGetDouble("edgeagent.test.u8", out double number) && number == 200);
        Assert.True(header.Metadata["edgeagent.test.true"].TryGetBool(out bool truth) && truth);
        Assert.True(header.Metadata["edgeagent.test.ints"].TryGetInt32s(out int[] integers) && integers is [1, -2, 3]);
        Assert.True(header.Metadata["edgeagent.test.floats"].TryGetSingles(out float[] singles) && singles is [0.5f, -1.5f]);
        Assert.False(header.TryGetString("edgeagent.test.u8", out _));
        Assert.Null(header.FindTensor("nothing"));
    }

    [Fact]
    public void Open_AnyPartOfASplitModel_FindsAll()
    {
        string first = SharedData.InRepository("models", "edgeagent-135m", "edgeagent-135m.Q4_0-00001-of-00002.gguf");
        string second = first.Replace("-00001-", "-00002-", StringComparison.Ordinal);
        foreach (string part in (string[])[first, second])
        {
            GgufHeader header = GgufHeader.Open(part);
            Assert.Equal([first, second], header.Files);
            Assert.Equal(272, header.Tensors.Count);
            Assert.True(header.TryGetString("tokenizer.ggml.model", out _));
        }
    }

    [Fact]
    public void Open_SplitModelWithAMissingPart_NamesIt()
    {
        string name = "edgeagent-135m.Q4_0-00001-of-00002.gguf";
        File.Copy(SharedData.InRepository("models", "edgeagent-135m", name), _temporary[name]);
        TokenizerException error = Assert.Throws<TokenizerException>(() => GgufHeader.Open(_temporary[name]));
        Assert.Equal("EA3030", error.Code);
        Assert.Contains("-00002-of-00002.gguf", error.Where, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_SplitPartUnderAnotherName_IsRefused()
    {
        File.Copy(SharedData.InRepository("models", "edgeagent-135m", "edgeagent-135m.Q4_0-00001-of-00002.gguf"),
            _temporary["renamed.gguf"]);
        Assert.Equal("EA3033", Assert.Throws<TokenizerException>(() => GgufHeader.Open(_temporary["renamed.gguf"])).Code);
    }

    [Theory, InlineData("", "EA3031"), InlineData("GG", "EA3031"), InlineData("PK\u0003\u0004xxxxxxxx", "EA3031"),
        InlineData("GGUF", "EA3032"), InlineData("GGUF\u0001\0\0\0", "EA3031"), InlineData("GGUF\0\0\0\u0003", "EA3031")]
    public void Open_WhatIsNoGguf_IsRefused(string content, string code)
    {
        File.WriteAllBytes(_temporary["x.gguf"], Encoding.Latin1.GetBytes(content));
        TokenizerException error = Assert.Throws<TokenizerException>(() => GgufHeader.Open(_temporary["x.gguf"]));
        Assert.Equal(code, error.Code);
        Assert.Contains("x.gguf, byte ", error.Where, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("key twice", "appears twice")]
    [InlineData("tensor twice", "appears twice")]
    [InlineData("deep arrays", "deep")]
    [InlineData("array of 2^60", "counts 1152921504606846976 items")]
    [InlineData("text of 2^62", "counts 4611686018427387904 items")]
    [InlineData("no utf-8", "not UTF-8")]
    [InlineData("bool 2", "truth value")]
    [InlineData("type 13", "type 13")]
    [InlineData("alignment", "alignment")]
    [InlineData("rank 5", "5 dimensions")]
    [InlineData("dimension 0", "dimension of 0")]
    [InlineData("overflow", "beyond the end")]
    [InlineData("unknown type", "unknown type 999")]
    [InlineData("partial block", "32 at a time")]
    [InlineData("unaligned", "not a multiple")]
    public void Open_HeaderThatLies_NamesWhat(string lie, string words)
    {
        GgufWriter file = new();
        switch (lie)
        {
            case "key twice": file.Key("a", 4, 1u).Key("a", 4, 1u); break;
            case "deep arrays": file.Key("a", 9,
                Enumerable.Repeat<object>(9u,
                    1).Concat(Enumerable.Repeat<object[]>([1UL, 9u], 9).SelectMany(static pair => pair)).ToArray()); break;
            case "array of 2^60": file.Key("a", 9, 8u, 1UL << 60); break;
            case "text of 2^62": file.Key("a", 8, 1UL << 62); break;
            case "no utf-8": file.Key("a", 8, 1UL, (byte)0xFF); break;
            case "bool 2": file.Key("a", 7, (byte)2); break;
            case "type 13": file.Key("a", 13, 0UL); break;
            case "alignment": file.Key("general.alignment", 4, 3u); break;
            case "tensor twice": file.Tensor("t", 0, 0, 1).Tensor("t", 0, 0, 1); break;
            case "rank 5": file.Tensor("t", 0, 0, 1, 1, 1, 1, 1); break;
            case "dimension 0": file.Tensor("t", 0, 0, 0, 1UL << 62, 1UL << 62); break;
            case "overflow": file.Tensor("t", 0, 0, 1UL << 40, 1UL << 40, 1UL << 40); break;
            case "unknown type": file.Tensor("t", 999, 0, 1); break;
            case "partial block": file.Tensor("t", 2, 0, 33); break;
            default: file.Tensor("t", 0, 4, 1); break;
        }
        File.WriteAllBytes(_temporary["x.gguf"], file.ToArray());
        TokenizerException error = Assert.Throws<TokenizerException>(() => GgufHeader.Open(_temporary["x.gguf"]));
        Assert.Equal("EA3032", error.Code);
        Assert.Contains(words, error.What, StringComparison.Ordinal);
    }

    public void Dispose() => _temporary.Dispose();

    // Texts, truth values, whole numbers as decimal, others as double.
    private static object Plain(object? value) => value switch
    {
        JsonValue json when json.GetValueKind() is System.Text.Json.JsonValueKind.String => (string)json!,
        JsonValue json when json.GetValueKind() is not System.Text.Json.JsonValueKind.Number => (bool)json,
        JsonValue json
            => json.TryGetValue(out long integer) ? (decimal)integer : json.TryGetValue(out ulong large) ? (decimal)large : (double)json,
        float single => (double)single,
        string or bool or double => value,
        _ => Convert.ToDecimal(value, System.Globalization.CultureInfo.InvariantCulture),
    };

    /// <summary>Writes headers that a sound writer would not.</summary>
    private sealed class GgufWriter
    {
        private readonly List<object[]> _keys = [];
        private readonly List<object[]> _tensors = [];

        public GgufWriter Key(string name, uint type, params object[] value)
        {
            _keys.Add([name, type, .. value]);
            return this;
        }

        public GgufWriter Tensor(string name, uint type, ulong offset, params ulong[] dimensions)
        {
            _tensors.Add([name, (uint)dimensions.Length, .. dimensions, type, offset]);
            return this;
        }

        public byte[] ToArray()
        {
            using MemoryStream bytes = new();
            using BinaryWriter writer = new(bytes);
            writer.Write("GGUF"u8);
            writer.Write(3u);
            writer.Write((ulong)_tensors.Count);
            writer.Write((ulong)_keys.Count);
            foreach (object part in _keys.Concat(_tensors).SelectMany(static parts => parts))
            {
                switch (part)
                {
                    case string text:
                        writer.Write((ulong)text.Length);
                        writer.Write(Encoding.ASCII.GetBytes(text));
                        break;
                    case uint number: writer.Write(number); break;
                    case ulong number: writer.Write(number); break;
                    case byte number: writer.Write(number); break;
                }
            }
            writer.Write(new byte[256]);
            return bytes.ToArray();
        }
    }
}
