using System.Text.Json.Nodes;
using EdgeAgent.Conversion.Checkpoints;
using EdgeAgent.Conversion.Graphs;
using EdgeAgent.Conversion.Packaging;
using EdgeAgent.Conversion.Tests.Support;
using EdgeAgent.Models;
using EdgeAgent.Tokenizers;

namespace EdgeAgent.Conversion.Tests;

/// <summary>
/// Every member of every file that a conversion reads, replaced by values that no maker writes: the conversion succeeds, or gives a coded
/// error that names the file. It never throws anything else, and allocates no more than a sound small model.
/// </summary>
[Collection(nameof(DamagedFileTests.Alone))]
public sealed class HostileFileTests : IDisposable
{
    // The largest good outcome: tables of angles for the most positions by default.
    private const long AllowedAllocation = 96L << 20;

    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "1", "3", "40", "2147483648", "9223372036854775807", "9223372036854775808", "1e308", "1e999", "0.5", "1e-320",
        "\"\"", "\"x\"", "\"\\ud800\"", "\"../x\"", "[]", "[1]", "[-1,9223372036854775807]", "[\"full_attention\"]", "{}", "{\"a\":1}",
        "{\"rope_type\":\"yarn\",\"factor\":1e300}", "{\"content\":\"\\ud800\"}", new string('[', 100) + new string(']', 100),
    ];

    private static readonly string[] Optional =
    [
        "rope_theta", "rope_scaling", "rope_parameters", "sliding_window", "layer_types", "partial_rotary_factor", "hidden_act",
        "attention_bias", "mlp_bias", "use_sliding_window", "max_window_layers", "query_pre_attn_scalar", "sliding_window_pattern",
        "rope_local_base_freq", "quantization_config", "num_experts", "is_encoder_decoder", "pad_token_id",
    ];

    private readonly TemporaryFolder _temporary = new();
    private int _tries;

    [Theory, InlineData("llama"), InlineData("mistral"), InlineData("qwen2"), InlineData("qwen3"), InlineData("gemma3_text")]
    public async Task Convert_EachMemberOfConfig_ConvertsOrGivesACodedError(string family)
    {
        SmallCheckpoint checkpoint = new();
        checkpoint.Config["model_type"] = family;
        string folder = checkpoint.Write(_temporary["c"]);
        foreach (string member in checkpoint.Config.Select(static pair => pair.Key).Concat(Optional))
            foreach (string value in Values)
            {
                File.WriteAllText(Path.Combine(folder, "config.json"), With(checkpoint.Config, member, value));
                // Other families miss tensors in any case: their numbers are what is tried.
                if (family is "llama" or "mistral") await ExpectAsync(new() { Source = folder, Destination = _temporary["p"] }, $"{member}: {value}");
                else Expect(() => HuggingFaceConfig.ReadNetwork(folder), $"{member}: {value}");
            }
    }

    [Fact]
    public async Task Convert_EachMemberOfATensorsRow_ConvertsOrGivesACodedError()
    {
        string folder = new SmallCheckpoint().Write(_temporary["c"]), file = Path.Combine(folder, "model.safetensors");
        byte[] whole = File.ReadAllBytes(file);
        int length = (int)BitConverter.ToInt64(whole);
        JsonObject table = JsonNode.Parse(whole.AsSpan(8, length))!.AsObject();
        byte[] data = whole[(8 + length)..];
        foreach (string tensor in (string[])["model.embed_tokens.weight", "model.layers.0.mlp.up_proj.weight"])
            foreach (string value in Values)
                foreach (string header in RowsWith(table, tensor, value))
                {
                    SmallCheckpoint.WriteSafetensors(file, header, data);
                    await ExpectAsync(new() { Source = folder, Destination = _temporary["p"] }, header);
                }
    }

    [Fact]
    public async Task Convert_EachMemberOfTheFilesBeside_ConvertsOrGivesACodedError()
    {
        string folder = new SmallCheckpoint().Write(_temporary["c"]);
        (string File, string Text)[] files =
        [
            ("model.safetensors.index.json", """{"weight_map":{"a":"model.safetensors"}}"""),
            ("generation_config.json", """{"eos_token_id":[2],"bos_token_id":1,"pad_token_id":0}"""),
            ("tokenizer_config.json", """{"chat_template":"x","eos_token":"a","bos_token":{"content":"b"},"pad_token":null}"""),
            ("tokenizer_config.json", """{"chat_template":[{"name":"tool_use","template":"x"}]}"""),
            ("tokenizer.json", """{"added_tokens":[{"id":1,"content":"a"}],"model":{"type":"BPE","vocab":{"a":0,"b":1},"merges":[]}}"""),
        ];
        foreach ((string file, string text) in files) File.WriteAllText(Path.Combine(folder, file), text);
        foreach ((string file, string text) in files)
        {
            foreach (string value in Values)
                foreach (string changed in EachMember(JsonNode.Parse(text)!, value))
                {
                    File.WriteAllText(Path.Combine(folder, file), changed);
                    await ExpectAsync(new()
                    {
                        Source = folder,
                        Destination = _temporary["p"],
                        Tokenizer = folder,
                        TokenRenames = new Dictionary<string, string> { ["a"] = "c" },
                    }, $"{file}: {changed}");
                }
            File.WriteAllText(Path.Combine(folder, file), text);
        }
    }

    [Fact]
    public async Task Convert_EachKeyOfAGguf_ConvertsOrGivesACodedError()
    {
        object[] values =
        [
            (byte)0, -1, 3, int.MaxValue, ulong.MaxValue, 1UL << 60, 0f, float.NaN, float.PositiveInfinity, 1e300, false, true, "", "x", "llama", "gpt2",
            Array.Empty<string>(), (string[])["a", "a"], (int[])[1], (float[])[float.NaN], (int[])[.. Enumerable.Repeat(6, 40)],
        ];
        foreach (string model in (string[])["gpt2", "llama"])
            foreach (string key in Gguf(model).Keys)
                foreach (object value in values)
                {
                    Gguf(model).Key(key, value).Save(_temporary["m.gguf"]);
                    await ExpectAsync(new() { Source = _temporary["m.gguf"], Destination = _temporary["p"] }, $"{key}: {value}");
                }
    }

    public void Dispose() => _temporary.Dispose();

    private static GgufFile Gguf(string model) => new SmallCheckpoint().ToGguf()
        .Key("general.alignment", 32).Key("split.count", 1).Key("split.no", 0).Key("general.license", "mit")
        .Key("llama.rope.scaling.type", "linear").Key("llama.rope.scaling.factor", 2f).Key("llama.rope.freq_base", 1e4f).Key("llama.vocab_size", 40)
        .Key("tokenizer.ggml.model", model).Key("tokenizer.ggml.pre", "default").Key("tokenizer.chat_template", "x")
        .Key("tokenizer.ggml.tokens", Enumerable.Range(0, 40).Select(static i => $"t{i}").ToArray())
        .Key("tokenizer.ggml.scores", new float[40]).Key("tokenizer.ggml.token_type", Enumerable.Repeat(1, 40).ToArray())
        .Key("tokenizer.ggml.merges", Array.Empty<string>()).Key("tokenizer.ggml.bos_token_id", 1).Key("tokenizer.ggml.eos_token_id", 2)
        .Key("tokenizer.ggml.add_bos_token", true).Key("tokenizer.ggml.unknown_token_id", 0);

    private static string With(JsonObject config, string member, string value)
        => $"{{{string.Join(',', config.Where(pair => pair.Key != member).Select(static pair => $"\"{pair.Key}\":{pair.Value!.ToJsonString()}").Append($"\"{member}\":{value}"))}}}";

    private static IEnumerable<string> RowsWith(JsonObject table, string tensor, string value)
    {
        const string Mark = "\"the value\"";
        foreach (string path in (string[])["row", "dtype", "shape", "shape 0", "data_offsets", "data_offsets 0", "data_offsets 1", "more"])
        {
            JsonObject changed = table.DeepClone().AsObject();
            JsonObject row = changed[tensor]!.AsObject();
            string[] parts = path.Split(' ');
            if (path == "row") changed[tensor] = "the value";
            else if (path == "more") changed["another"] = "the value";
            else if (parts.Length == 1) row[path] = "the value";
            else row[parts[0]]![int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture)] = "the value";
            yield return changed.ToJsonString().Replace(Mark, value, StringComparison.Ordinal);
        }
        yield return $"{{\"{tensor}\":{table[tensor]!.ToJsonString()},{table.ToJsonString()[1..]}"; // twice
    }

    // The whole, and each value in it, replaced.
    private static IEnumerable<string> EachMember(JsonNode node, string value)
    {
        yield return value;
        if (node is JsonObject o)
            foreach ((string key, JsonNode? child) in o)
                foreach (string changed in child is null ? [value] : EachMember(child, value))
                    yield return $"{{{string.Join(',', o.Select(pair => $"\"{pair.Key}\":{(pair.Key == key ? changed : pair.Value?.ToJsonString() ?? "null")}"))}}}";
        if (node is JsonArray list)
            foreach (string changed in list.SelectMany(child => EachMember(child!, value)))
                yield return $"[{changed}]";
    }

    private async Task ExpectAsync(ConversionOptions options, string what)
    {
        long before = GC.GetTotalAllocatedBytes();
        // All that reads the files; each sixteenth time with all that writes.
        Exception? error = ++_tries % 16 == 0
            ? await Record.ExceptionAsync(() => Converter.ConvertAsync(options, null, TestContext.Current.CancellationToken))
            : Record.Exception(() => Read(options));
        Assert.True(GC.GetTotalAllocatedBytes() - before < AllowedAllocation, $"{what} allocates {GC.GetTotalAllocatedBytes() - before}");
        RequireCoded(error, what);
        if (Directory.Exists(_temporary["p"])) Directory.Delete(_temporary["p"], recursive: true);
    }

    private static void Read(ConversionOptions options)
    {
        using Checkpoint checkpoint = File.Exists(options.Source) ? GgufCheckpoint.Open(options.Source) : HuggingFaceCheckpoint.Open(options.Source!);
        _ = new DecoderGraphs(checkpoint, options, new GraphWeights());
        _ = TokenizerParts.Collect(checkpoint, options);
    }

    private void Expect(Action read, string what) => RequireCoded(Record.Exception(read), what);

    private void RequireCoded(Exception? error, string what)
    {
        (string code, string where) = error switch
        {
            null => ("", _temporary.Path),
            ConversionException conversion => (conversion.Code, conversion.Where),
            ModelException model => (model.Code, model.Where),
            TokenizerException tokenizer => (tokenizer.Code, tokenizer.Where),
            _ => throw new InvalidOperationException($"{what} gives {error}", error),
        };
        Assert.True(where.Contains(_temporary.Path, StringComparison.Ordinal), $"{what} gives {code} at {where}");
    }
}
