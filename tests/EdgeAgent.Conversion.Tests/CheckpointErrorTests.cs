using System.Text.Json.Nodes;
using EdgeAgent.Conversion.Tests.Support;
using EdgeAgent.Models;

namespace EdgeAgent.Conversion.Tests;

/// <summary>What is wrong with a checkpoint or with the options is said with its name and place, and nothing is left behind.</summary>
public sealed class CheckpointErrorTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    [Fact]
    public async Task Convert_SmallCheckpointAsItIs_Works()
    {
        ModelPackage package = await ConvertAsync(new SmallCheckpoint());
        Assert.Equal([2, 3], package.Descriptor.Tokens.Eos);
        Assert.Equal(2, package.Descriptor.Provenance!.SourceFiles.Count);
    }

    public static TheoryData<string, string?, string, string> Settings => new()
    {
        { "model_type", "\"gpt2\"", "EA4103", "'gpt2'" },
        { "model_type", "\"qwen3\"", "EA4104", "'model.layers.0.self_attn.q_norm.weight'" },
        { "model_type", "\"qwen2\"", "EA4104", "'model.layers.0.self_attn.q_proj.bias'" },
        { "model_type", null, "EA4102", "'model_type'" },
        { "model_type", "5", "EA4102", "'model_type'" },
        { "hidden_act", "\"gelu\"", "EA4103", "'gelu'" },
        { "attention_bias", "true", "EA4104", "'model.layers.0.self_attn.q_proj.bias'" },
        { "mlp_bias", "true", "EA4104", "'model.layers.0.mlp.gate_proj.bias'" },
        { "mlp_bias", "\"no\"", "EA4102", "'mlp_bias'" },
        { "num_hidden_layers", null, "EA4102", "'num_hidden_layers'" },
        { "num_hidden_layers", "-1", "EA4102", "'num_hidden_layers'" },
        { "num_hidden_layers", "100000000", "EA4102", "beyond" },
        { "num_hidden_layers", "3", "EA4104", "'model.layers.1." },
        { "hidden_size", "1e300", "EA4102", "'hidden_size'" },
        { "hidden_size", "64", "EA4105", "asks for|ask for" },
        { "num_key_value_heads", "3", "EA4102", "kvHeads" },
        { "vocab_size", "41", "EA4105", "model.embed_tokens.weight" },
        { "rope_scaling", """{"rope_type":"dynamic","factor":2}""", "EA4103", "'dynamic'" },
        { "rope_scaling", """{"rope_type":"longrope","short_factor":[1],"long_factor":[2]}""", "EA4103", "'longrope'" },
        { "rope_scaling", """{"rope_type":"yarn","factor":-2}""", "EA4102", "'factor'" },
        { "rope_theta", "1e300", "EA4102", "not positive" },
        { "rms_norm_eps", "1e300", "EA4102", "epsilon" },
        { "head_dim", "8192", "EA4102", "beyond" },
        { "head_dim", "512", "EA4105", "'model.layers.0.self_attn.q_proj.weight'" },
        { "vision_config", "{}", "EA4103", "'vision_config'" },
        { "image_token_index", "262144", "EA4103", "'image_token_index'" },
        { "text_config", "{}", "EA4103", "'text_config'" },
        { "num_local_experts", "8", "EA4103", "8 experts ('num_local_experts')" },
        { "num_experts", "128", "EA4103", "128 experts" },
        { "num_experts", "-1", "EA4102", "'num_experts'" },
        { "is_encoder_decoder", "true", "EA4103", "an encoder with a decoder" },
        { "quantization_config", """{"quant_method":"gptq","bits":4}""", "EA4043", "'gptq'" },
        { "quantization_config", """{"quant_method":"awq"}""", "EA4043", "'awq'" },
        { "quantization_config", """{"quant_method":"bitsandbytes","load_in_4bit":true}""", "EA4043", "'bitsandbytes'" },
        { "quantization_config", """{"quant_method":"fp8"}""", "EA4043", "'fp8'" },
        { "quantization_config", "{}", "EA4043", "'unnamed'" },
        { "quantization_config", "4", "EA4102", "'quantization_config'" },
        { "model_type", "\"t5\"", "EA4103", "'t5'" },
        { "model_type", "\"gemma3\"", "EA4103", "'gemma3'" },
        { "model_type", "\"mixtral\"", "EA4103", "'mixtral'" },
        { "rope_scaling", """{"rope_type":"llama3","factor":2}""", "EA4102", "'low_freq_factor'" },
        { "rope_scaling", "[]", "EA4102", "'rope_scaling'" },
        { "rope_parameters", """{"rope_theta":-5}""", "EA4102", "'rope_theta'" },
        { "partial_rotary_factor", "0.5", "EA4103", "part of the head" },
        { "tie_word_embeddings", "false", "EA4104", "'lm_head.weight'" },
        { "eos_token_id", "\"two\"", "EA4102", "'eos_token_id'" },
    };

    [Theory, MemberData(nameof(Settings))]
    public async Task Convert_SettingOfConfig_IsRefusedByName(string name, string? value, string code, string words)
    {
        SmallCheckpoint checkpoint = new();
        if (value is null) checkpoint.Config.Remove(name);
        else checkpoint.Config[name] = JsonNode.Parse(value);
        ConversionException error = await Assert.ThrowsAsync<ConversionException>(() => ConvertAsync(checkpoint));
        Assert.Equal(code, error.Code);
        Assert.Contains(words.Split('|'), word => error.What.Contains(word, StringComparison.Ordinal));
        Assert.Contains(_temporary.Path, error.Where, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_temporary["p"]) && Directory.EnumerateFileSystemEntries(_temporary["p"]).Any());
    }

    [Theory]
    [InlineData("model.layers.0.mlp.up_proj.weight", null, "EA4104")]
    [InlineData("model.layers.0.mlp.up_proj.weight", "I16", "EA4106")]
    [InlineData("model.layers.0.mlp.up_proj.weight", "F8_E4M3", "EA4106")]
    [InlineData("model.layers.0.mlp.up_proj.qweight", "F32", "EA4107")]
    [InlineData("vision_tower.patch.weight", "F32", "EA4107")]
    [InlineData("model.layers.0.self_attn.q_proj.bias", "F32", "EA4107")]
    [InlineData("model.layers.7.mlp.up_proj.weight", "F32", "EA4107")]
    [InlineData("model.layers.0.mlp.up_proj.weight", "rank", "EA4105")]
    public async Task Convert_TensorOfCheckpoint_IsRefusedByName(string name, string? change, string code)
    {
        SmallCheckpoint checkpoint = new();
        if (change is null) checkpoint.Tensors.Remove(name);
        else checkpoint.Tensors[name] = change == "rank" ? ("F32", [2, 32, 32]) : (change, [64, 32]);
        ConversionException error = await Assert.ThrowsAsync<ConversionException>(() => ConvertAsync(checkpoint));
        Assert.Equal(code, error.Code);
        Assert.Contains($"'{name}'", error.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Convert_FolderOfAnAdapter_SaysSo()
    {
        string folder = new SmallCheckpoint().Write(_temporary["c"]);
        File.Move(Path.Combine(folder, "model.safetensors"), Path.Combine(folder, "adapter_model.safetensors"));
        File.WriteAllText(Path.Combine(folder, "adapter_config.json"), "{}");
        ConversionException error = await Assert.ThrowsAsync<ConversionException>(() => Converter.ConvertAsync(
            new() { Source = folder, Destination = _temporary["p"] }, null, TestContext.Current.CancellationToken));
        Assert.Equal("EA4101", error.Code);
        Assert.Contains("an adapter", error.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Convert_ShardThatIsMissing_IsNamed()
    {
        string folder = new SmallCheckpoint().Write(_temporary["c"]);
        File.WriteAllText(Path.Combine(folder, "model.safetensors.index.json"),
            """{"weight_map":{"a":"model.safetensors","b":"model-00002-of-00002.safetensors"}}""");
        ConversionException error = await Assert.ThrowsAsync<ConversionException>(() => Converter.ConvertAsync(
            new() { Source = folder, Destination = _temporary["p"] }, null, TestContext.Current.CancellationToken));
        Assert.Equal("EA4101", error.Code);
        Assert.EndsWith("model-00002-of-00002.safetensors", error.Where, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Convert_FrequenciesOfOldCheckpoints_AreIgnored()
    {
        SmallCheckpoint checkpoint = new();
        checkpoint.Tensors["model.layers.0.self_attn.rotary_emb.inv_freq"] = ("F32", [8]);
        Assert.Equal(1, (await ConvertAsync(checkpoint)).Descriptor.Architecture.Layers);
    }

    [Fact]
    public async Task Convert_WeightThatIsNotANumber_NamesTheTensor()
    {
        ConversionException error =
            await Assert.ThrowsAsync<ConversionException>(() => ConvertAsync(new SmallCheckpoint { Fill = float.NaN }));
        Assert.Equal("EA4112", error.Code);
    }

    [Fact]
    public async Task Convert_WidthThatIsNoMultipleOfTheBlock_NamesTheTensorAndWorksAsFloat()
    {
        SmallCheckpoint checkpoint = new();
        checkpoint.Config["intermediate_size"] = 40;
        checkpoint.Tensors["model.layers.0.mlp.gate_proj.weight"] = checkpoint.Tensors["model.layers.0.mlp.up_proj.weight"] =
            ("F32", [40, 32]);
        checkpoint.Tensors["model.layers.0.mlp.down_proj.weight"] = ("F32", [32, 40]);
        ConversionException error = await Assert.ThrowsAsync<ConversionException>(() => ConvertAsync(checkpoint));
        Assert.Equal("EA4113", error.Code);
        Assert.Contains("down_proj", error.What, StringComparison.Ordinal);
        await Converter.ConvertAsync(new() { Source = _temporary["c"], Destination = _temporary["p"], Weights = WeightFormat.Float32 },
            null, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Convert_DestinationThatIsNotEmpty_IsRefusedAndLeftAlone()
    {
        Directory.CreateDirectory(_temporary["p"]);
        File.WriteAllText(Path.Combine(_temporary["p"], "mine.txt"), "mine");
        Assert.Equal("EA4109", (await Assert.ThrowsAsync<ConversionException>(() => ConvertAsync(new SmallCheckpoint()))).Code);
        Assert.Equal("mine", File.ReadAllText(Path.Combine(_temporary["p"], "mine.txt")));
    }

    [Theory, InlineData("nothing"), InlineData("file.safetensors"), InlineData("folder")]
    public async Task Convert_SourceThatIsNone_SaysWhatASourceIs(string name)
    {
        if (name == "folder") Directory.CreateDirectory(_temporary[name]);
        if (name == "file.safetensors") File.WriteAllText(_temporary[name], "");
        ConversionException error = await Assert.ThrowsAsync<ConversionException>(() => Converter.ConvertAsync(
            new() { Source = _temporary[name], Destination = _temporary["p"] }, null, TestContext.Current.CancellationToken));
        Assert.Equal("EA4101", error.Code);
        Assert.Contains(".gguf", error.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Convert_SourceAndRandomTogether_IsRefused()
    {
        ConversionException error = await Assert.ThrowsAsync<ConversionException>(() => Converter.ConvertAsync(
            new() { Source = "x", Random = RandomModel.Of(RandomModel.Tiny), Destination = _temporary["p"] }, null,
                TestContext.Current.CancellationToken));
        Assert.Equal("EA4110", error.Code);
    }

    [Theory, InlineData("missing.json", null), InlineData("text.json", "no json"), InlineData("other.json", "{}"),
        InlineData("broken.json.gz", "no gzip")]
    public async Task Convert_TokenizerThatIsNone_IsRefused(string name, string? content)
    {
        if (content is not null) File.WriteAllText(_temporary[name], content);
        ConversionException error = await Assert.ThrowsAsync<ConversionException>(() => Converter.ConvertAsync(
            new() { Random = RandomModel.Of(RandomModel.Tiny), Tokenizer = _temporary[name], Destination = _temporary["p"] }, null,
                TestContext.Current.CancellationToken));
        Assert.Equal("EA4111", error.Code);
        Assert.Contains(name, error.Where, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Convert_Cancelled_LeavesNothingBehind()
    {
        using CancellationTokenSource source = new();
        Progress progress = new(source);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Converter.ConvertAsync(
            new() { Random = RandomModel.Of("smollm2", layers: 2), Destination = _temporary["p"] }, progress, source.Token));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_temporary["p"]));
    }

    public void Dispose() => _temporary.Dispose();

    private Task<ModelPackage> ConvertAsync(SmallCheckpoint checkpoint)
        => Converter.ConvertAsync(new() { Source = checkpoint.Write(_temporary["c"]), Destination = _temporary["p"] }, null,
            TestContext.Current.CancellationToken);

    private sealed class Progress(CancellationTokenSource source) : IProgress<ModelProgress>
    {
        public void Report(ModelProgress value) => source.Cancel();
    }
}
