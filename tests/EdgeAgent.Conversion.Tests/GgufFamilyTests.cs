using System.Text.Json.Nodes;
using EdgeAgent.Conversion.Checkpoints;
using EdgeAgent.Conversion.Tests.Support;
using EdgeAgent.Models;

namespace EdgeAgent.Conversion.Tests;

/// <summary>Families of GGUF beside Llama: the tiny checkpoints, written as llama.cpp's converter would, give PyTorch's logits.</summary>
public sealed class GgufFamilyTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    [Theory, InlineData("qwen3-tiny", "qwen3"), InlineData("gemma3-tiny", "gemma3")]
    public async Task Convert_FamilyFromGguf_LogitsEqualPyTorch(string family, string architecture)
    {
        string folder = Goldens.Folder("tiny", family);
        JsonNode config = Goldens.Json("tiny", family, "config.json");
        GgufFile file = Settings(config, architecture);
        AddTensors(file, folder, config);
        file.Save(_temporary["model.gguf"]);
        ModelPackage package = await ConvertAsync();
        using PackageRunner runner = new(package, capacity: 64);
        int[] ids = Goldens.Integers(Goldens.Json("tiny", family, "goldens.json")["ids"]);
        TinyFamilyTests.Near(Goldens.Singles(Path.Combine(folder, "logits.safetensors"), "logits"), runner.AllLogits(ids, 13, 20, 7));
        Assert.Equal((string)config["model_type"]!, package.Descriptor.Architecture.Family);
    }

    [Fact]
    public async Task Convert_GemmaWithoutAPattern_EverySixthLayerSeesAll()
    {
        JsonNode config = Goldens.Json("tiny", "gemma3-tiny", "config.json");
        config["num_hidden_layers"] = 7;
        config["sliding_window"] = 0;
        GgufFile file = Settings(config, "gemma3").Key("gemma3.attention.sliding_window", 9);
        file.Tensor("token_embd.weight", [384, 96], new float[384 * 96]).Save(_temporary["model.gguf"]);
        GgufCheckpoint checkpoint = GgufCheckpoint.Open(_temporary["model.gguf"]);
        Assert.Equal([9, 9, 9, 9, 9, 0, 9], checkpoint.Architecture.SlidingWindow);
        checkpoint.Dispose();
        ConversionException error = await Assert.ThrowsAsync<ConversionException>(ConvertAsync);
        Assert.Equal("EA4104", error.Code);
        Assert.Contains("'model.layers.0.", error.What, StringComparison.Ordinal);
    }

    public void Dispose() => _temporary.Dispose();

    private Task<ModelPackage> ConvertAsync() => Converter.ConvertAsync(
        new() { Source = _temporary["model.gguf"], Destination = _temporary["p"], Weights = WeightFormat.Float32 }, null,
        TestContext.Current.CancellationToken);

    private static GgufFile Settings(JsonNode config, string architecture)
    {
        GgufFile file = new GgufFile().Key("general.architecture", architecture);
        foreach ((string key, string name) in ((string, string)[])[("block_count", "num_hidden_layers"), ("embedding_length", "hidden_size"),
            ("attention.head_count", "num_attention_heads"), ("attention.head_count_kv", "num_key_value_heads"),
            ("attention.key_length", "head_dim"), ("attention.value_length", "head_dim"), ("feed_forward_length", "intermediate_size"),
            ("context_length", "max_position_embeddings")])
            file.Key($"{architecture}.{key}", (int)config[name]!);
        file.Key($"{architecture}.attention.layer_norm_rms_epsilon", (float)config["rms_norm_eps"]!).Key($"{architecture}.rope.freq_base", 1e6f);
        if (config["sliding_window"] is JsonNode window && (int)window > 0)
            file.Key("gemma3.attention.sliding_window", (int)window).Key("gemma3.attention.sliding_window_pattern", 3);
        return file;
    }

    private static void AddTensors(GgufFile file, string folder, JsonNode config)
    {
        NetworkForm form = NetworkForm.Of((string)config["model_type"]!, 96, 32);
        Dictionary<string, string> names = TensorNames.All(3, form).ToDictionary(static pair => pair.Ours, static pair => pair.Gguf);
        using SafetensorsFile source = SafetensorsFile.Open(Path.Combine(folder, "model.safetensors"));
        foreach (StoredTensor tensor in source.Tensors)
        {
            byte[] stored = new byte[tensor.Bytes];
            RandomAccess.Read(source.Handle, stored, tensor.Offset);
            float[] numbers = new float[tensor.Shape.Aggregate(1L, static (product, size) => product * size)];
            WeightDecoder.Decode(WeightEncoding.BF16, stored, numbers);
            // llama.cpp's converter adds Gemma's 1 to norms. Its format has no place for the golden's own scale of attention, which
            // the norm of queries can carry.
            if (form.NormOffset == 1 && tensor.Name.EndsWith("norm.weight", StringComparison.Ordinal))
                for (int i = 0; i < numbers.Length; i++) numbers[i]++;
            if (config["query_pre_attn_scalar"] is JsonNode scalar && tensor.Name.EndsWith("q_norm.weight", StringComparison.Ordinal))
                for (int i = 0; i < numbers.Length; i++) numbers[i] *= MathF.Sqrt(32f / (int)scalar);
            file.Tensor(names[tensor.Name], [.. tensor.Shape], numbers);
        }
    }
}
