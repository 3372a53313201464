using System.Text.Json.Nodes;
using EdgeAgent.Models.Tests.Support;
using EdgeAgent.TestData;

namespace EdgeAgent.Models.Tests.Foreign;

/// <summary>Folders of other tools get a descriptor from what lies in them; what is missing or of another kind is named.</summary>
public sealed class ForeignLayoutTests : IDisposable
{
    private const string GenAi = """
        {"model": {"type": "qwen2", "bos_token_id": 1, "eos_token_id": [2, 3], "pad_token_id": 2, "context_length": 64, "vocab_size": 8, "decoder": {
          "filename": "model.onnx", "head_size": 16, "hidden_size": 32, "num_attention_heads": 2, "num_hidden_layers": 2, "num_key_value_heads": 1,
          "inputs": {"input_ids": "input_ids", "attention_mask": "mask", "past_key_names": "past_key_values.%d.key", "past_value_names": "pv_%d"},
          "outputs": {"logits": "logits", "present_key_names": "present.%d.key"}}},
         "search": {"do_sample": true, "temperature": 0.6, "top_k": 20, "top_p": 0.95, "repetition_penalty": 1.1, "past_present_share_buffer": true}}
        """;

    private const string Config = """
        {"model_type": "llama", "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "num_key_value_heads": 1, "vocab_size": 8,
         "max_position_embeddings": 64, "eos_token_id": 2, "rope_scaling": null}
        """;

    private readonly TemporaryFolder _temporary = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Folder => _temporary["My-Model"];

    [Fact]
    public void Open_GenAiFolder_DescriptorHasItsNumbersNamesAndTokens()
    {
        Packages.Write(Folder, "genai_config.json", GenAi);
        Packages.Write(Folder, "model.onnx", "graph");
        Packages.Write(Folder, "model.onnx.data", "weights");
        Packages.Write(Folder, "model_other.onnx", "not this one");
        Packages.Write(Folder, "tokenizer.json", "{}");
        Packages.Write(Folder, "chat_template.jinja", "{{ tools }}<tool_call>");
        ModelDescriptor descriptor = ModelPackage.Open(Folder).Descriptor;
        Assert.Equal(("my-model", "qwen2", 2, 1, 16, 8, 64), (descriptor.Id, descriptor.Architecture.Family, descriptor.Architecture.Layers,
            descriptor.Architecture.KvHeads, descriptor.Architecture.HeadSize, descriptor.Architecture.Vocabulary, descriptor.Kv.MaxLength));
        ModelGraph graph = Assert.Single(descriptor.Graphs);
        Assert.Equal((GraphRole.Whole, "model.onnx", true), (graph.Role, graph.File, descriptor.Kv.InPlace));
        Assert.Equal(new Dictionary<string, string> { ["attention_mask"] = "mask", ["past_key_values.0.value"] = "pv_0", ["past_key_values.1.value"] = "pv_1" }, graph.Tensors);
        Assert.Equal([2, 3], descriptor.Tokens.Eos);
        Assert.Equal((1, 2), (descriptor.Tokens.Bos, descriptor.Tokens.Pad));
        Assert.Equal(new GenerationDefaults { Temperature = 0.6, TopK = 20, TopP = 0.95, RepetitionPenalty = 1.1 }, descriptor.Generation);
        Assert.Equal(ToolCallFormat.Hermes, descriptor.ToolCalls);
        Assert.Equal(["model.onnx", "model.onnx.data", "genai_config.json", "tokenizer.json", "chat_template.jinja"], descriptor.Files.Select(static file => file.Name));
    }

    [Theory]
    [InlineData(null, "onnx/model_q4.onnx", 4, "float32")]
    [InlineData("q4f16", "onnx/model_q4f16.onnx", 4, "float16")]
    [InlineData("fp32", "onnx/model.onnx", 0, "float32")]
    [InlineData("model_fp16.onnx", "onnx/model_fp16.onnx", 16, "float16")]
    [InlineData("onnx/model_quantized.onnx", "onnx/model_quantized.onnx", 8, "float32")]
    [InlineData("decoder", "decoder.onnx", 0, "float32")]
    public void Open_TransformersJsFolder_TakesTheNamedOrThePreferredVariant(string? variant, string file, int bits, string kv)
    {
        WriteOptimum();
        ModelDescriptor descriptor = ModelPackage.Open(variant is null ? Folder : $"{Folder}#{variant}").Descriptor;
        Assert.Equal((file, bits, kv, false), (descriptor.Graphs[0].File, descriptor.Quantization.Bits, descriptor.Kv.Type, descriptor.Kv.InPlace));
        Assert.Equal(variant == "fp32", descriptor.Files.Any(static one => one.Name == "onnx/model.onnx_data"));
    }

    [Fact]
    public void Open_VariantThatIsNotThere_NamesThoseThatAre()
    {
        WriteOptimum();
        ModelException error = Assert.Throws<ModelException>(() => ModelPackage.Open($"{Folder}#q8"));
        Assert.Equal("EA4063", error.Code);
        Assert.Contains("q4f16", error.Fix, StringComparison.Ordinal);
    }

    [Theory, InlineData("genai_config.json"), InlineData("edge-agent.json")]
    public void Open_VariantOfAFolderWithOneGraph_IsRefused(string mark)
    {
        Packages.WriteWhole(Folder);
        if (mark != ModelDescriptor.FileName)
        {
            File.Delete(Path.Combine(Folder, ModelDescriptor.FileName));
            Packages.Write(Folder, mark, GenAi);
        }
        Assert.Equal("EA4063", Assert.Throws<ModelException>(() => ModelPackage.Open($"{Folder}#q4")).Code);
    }

    [Fact]
    public void Open_FolderWhoseNameHasTheMark_IsAFolder()
    {
        Packages.WriteWhole(_temporary["a#b"]);
        Assert.Equal(_temporary["a#b"], ModelPackage.Open(_temporary["a#b"]).Folder);
    }

    [Fact]
    public void Open_NoGraphOfTheUsualName_AsksForOne()
    {
        Packages.Write(Folder, "config.json", Config);
        Packages.Write(Folder, "decoder.onnx", "graph");
        ModelException error = Assert.Throws<ModelException>(() => ModelPackage.Open(Folder));
        Assert.Equal("EA4063", error.Code);
        Assert.Contains("#decoder", error.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OptimumFolder_TokensComeFromTheFirstFileThatTellsThem()
    {
        WriteOptimum();
        Assert.Equal([2], ModelPackage.Open(Folder).Descriptor.Tokens.Eos); // config.json
        Packages.Write(Folder, "generation_config.json", """{"bos_token_id": 1, "eos_token_id": [5, -1], "do_sample": true, "top_p": 0.8, "max_new_tokens": 9}""");
        ModelDescriptor descriptor = ModelPackage.Open(Folder).Descriptor;
        Assert.Equal([5], descriptor.Tokens.Eos);
        Assert.Equal(new GenerationDefaults { Temperature = 1, TopP = 0.8, MaxNewTokens = 9 }, descriptor.Generation);
        Packages.Write(Folder, "config.json", Config.Replace("\"eos_token_id\": 2,", "", StringComparison.Ordinal));
        Packages.Write(Folder, "generation_config.json", "{}");
        Packages.Write(Folder, "tokenizer_config.json", """{"eos_token": {"content": "</s>"}, "pad_token": "<pad>"}""");
        Packages.Write(Folder, "tokenizer.json", """{"added_tokens": [{"id": 7, "content": "</s>"}], "model": {"vocab": {"<pad>": 4}}}""");
        SpecialTokens looked = ModelPackage.Open(Folder).Descriptor.Tokens;
        Assert.Equal([7], looked.Eos);
        Assert.Equal(4, looked.Pad);
    }

    [Fact]
    public void Open_TextConfig_IsWhereTheNumbersAre()
    {
        WriteOptimum();
        Packages.Write(Folder, "config.json", $$"""{"model_type": "gemma3", "eos_token_id": 3, "text_config": {{Config}}}""");
        ModelDescriptor descriptor = ModelPackage.Open(Folder).Descriptor;
        Assert.Equal((2, 3), (descriptor.Architecture.Layers, descriptor.Tokens.Eos[0]));
    }

    [Theory]
    [InlineData("chat_template.jinja", "plain {{ tools }}", "plain {{ tools }}")]
    [InlineData("tokenizer_config.json", """{"chat_template": "inside"}""", "inside")]
    [InlineData("tokenizer_config.json", """{"chat_template": [{"name": "default", "template": "d"}, {"name": "tool_use", "template": "t"}]}""", "t")]
    [InlineData("chat_template.json", """{"chat_template": "own"}""", "own")]
    [InlineData("tokenizer_config.json", "{}", null)]
    public void ReadChatTemplate_EachPlace_GivesItsText(string file, string content, string? text)
    {
        WriteOptimum();
        Packages.Write(Folder, file, content);
        ModelPackage package = ModelPackage.Open(Folder);
        Assert.Equal(text is null ? null : file, package.Descriptor.ChatTemplate);
        Assert.Equal(text, package.ReadChatTemplate());
    }

    [Theory]
    [InlineData("{{ tools }} <tool_call>{\"name\"", "hermes", "<tool_call>")]
    [InlineData("{{ tools }} <tool_call><function=", "qwen3-coder", "<tool_call>")]
    [InlineData("{{ tools }} [TOOL_CALLS] [", "mistral", "[TOOL_CALLS] [")]
    [InlineData("{{ tools }} [TOOL_CALLS]{", "mistral", "[TOOL_CALLS][")]
    [InlineData("{{ tools }} <|python_tag|>", "llama3", "<|python_tag|>")]
    [InlineData("{{ tools }} <start_function_call>call:", "functiongemma", "<start_function_call>")]
    [InlineData("{{ tools }} else", null, null)]
    [InlineData("<tool_call>", null, null)]
    public void Open_ToolCallStyle_IsThatOfTheTemplate(string template, string? style, string? opening)
    {
        WriteOptimum();
        Packages.Write(Folder, "chat_template.jinja", template);
        ToolCallFormat? format = ModelPackage.Open(Folder).Descriptor.ToolCalls;
        Assert.Equal((style, opening), (format?.Style, format?.Opening));
    }

    [Fact]
    public void Open_TemplateOfTheManifestsFunctionGemma_HasTheRowsForm()
    {
        ModelManifestEntry row = ModelManifest.Embedded.Find("functiongemma-270m");
        WriteOptimum();
        Packages.Write(Folder, "chat_template.jinja", row.TemplateText!);
        Assert.Equal(row.ToolCalls, ModelPackage.Open(Folder).Descriptor.ToolCalls);
    }

    [Theory]
    [InlineData("llama.cpp/Qwen-Qwen3-0.6B", "hermes")]
    [InlineData("llama.cpp/NousResearch-Hermes-2-Pro-Llama-3-8B-tool_use", "hermes")]
    [InlineData("llama.cpp/Qwen3-Coder", "qwen3-coder")]
    [InlineData("llama.cpp/mistralai-Mistral-Nemo-Instruct-2407", "mistral")]
    [InlineData("llama.cpp/meta-llama-Llama-3.2-3B-Instruct", "llama3")]
    [InlineData("llama.cpp/GLM-4.6", null)]
    [InlineData("llama.cpp/meetkai-functionary-medium-v3.1", null)]
    [InlineData("llama.cpp/openai-gpt-oss-120b", null)]
    [InlineData("project/nesso-0.4b-agentic", "hermes")]
    [InlineData("project/smollm2", null)]
    public void Open_TemplateOfAKnownModel_HasItsToolCallStyle(string template, string? style)
    {
        WriteOptimum();
        File.Copy(SharedData.Require(["goldens", "templates", "jinja", .. $"{template}.jinja".Split('/')]), Path.Combine(Folder, "chat_template.jinja"));
        Assert.Equal(style, ModelPackage.Open(Folder).Descriptor.ToolCalls?.Style);
    }

    public static TheoryData<string, string, string> Lies => new()
    {
        { "model", "null", "EA4061" },
        { "model.decoder", "null", "EA4061" },
        { "model.decoder.filename", "null", "EA4061" },
        { "model.decoder.filename", "\"other.onnx\"", "EA4006" },
        { "model.decoder.filename", "\"../model.onnx\"", "EA4005" },
        { "model.decoder.head_size", "null", "EA4061" },
        { "model.decoder.head_size", "15", "EA4060" },
        { "model.decoder.num_hidden_layers", "null", "EA4061" },
        { "model.decoder.num_hidden_layers", "-1", "EA4060" },
        { "model.decoder.num_hidden_layers", "1000000000", "EA4060" },
        { "model.decoder.num_hidden_layers", "\"two\"", "EA4060" },
        { "model.decoder.num_attention_heads", "3.5", "EA4060" },
        { "model.decoder.num_attention_heads", "null", "EA4061" },
        { "model.decoder.hidden_size", "null", "EA4061" },
        { "model.vocab_size", "null", "EA4061" },
        { "model.context_length", "null", "EA4061" },
        { "model.context_length", "0", "EA4060" },
        { "model.eos_token_id", "\"</s>\"", "EA4060" },
        { "model.decoder.inputs.past_key_names", "\"past_key\"", "EA4060" },
        { "model.decoder.inputs.past_names", "\"past_%d\"", "EA4062" },
        { "model.decoder.pipeline", "[{}]", "EA4062" },
        { "model.decoder.sliding_window", """{"window_size": 4}""", "EA4062" },
        { "model.vision", """{"filename": "vision.onnx"}""", "EA4062" },
        { "model.embedding", """{"filename": "embedding.onnx"}""", "EA4062" },
    };

    [Theory, MemberData(nameof(Lies))]
    public void Open_GenAiConfigThatCannotBe_IsRefused(string path, string value, string code)
    {
        JsonNode json = JsonNode.Parse(GenAi)!;
        string[] names = path.Split('.');
        JsonNode parent = names[..^1].Aggregate(json, static (node, name) => node[name]!);
        parent[names[^1]] = JsonNode.Parse(value);
        Packages.Write(Folder, "genai_config.json", json.ToJsonString());
        Packages.Write(Folder, "model.onnx", "graph");
        Assert.Equal(code, Assert.Throws<ModelException>(() => ModelPackage.Open(Folder)).Code);
    }

    [Theory, InlineData("genai_config.json"), InlineData("config.json"), InlineData("generation_config.json"), InlineData("tokenizer_config.json"), InlineData("tokenizer.json")]
    public void Open_FileThatIsNoJson_IsNamed(string file)
    {
        WriteOptimum();
        Packages.Write(Folder, "tokenizer_config.json", "{}");
        Packages.Write(Folder, file, "{\"model\": ");
        ModelException error = Assert.Throws<ModelException>(() => ModelPackage.Open(Folder));
        Assert.Equal("EA4060", error.Code);
        Assert.Contains(file, error.Where, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 200000000")]
    [InlineData("\"num_attention_heads\": 2", "\"num_attention_heads\": 0")]
    [InlineData("\"vocab_size\": 8", "\"vocab_size\": -8")]
    [InlineData("\"num_key_value_heads\": 1", "\"num_key_value_heads\": 3")]
    public void Open_ConfigWithANumberThatCannotBe_IsRefused(string right, string wrong)
    {
        WriteOptimum();
        Packages.Write(Folder, "config.json", Config.Replace(right, wrong, StringComparison.Ordinal));
        Assert.Equal("EA4060", Assert.Throws<ModelException>(() => ModelPackage.Open(Folder)).Code);
    }

    [Theory, InlineData("vocab_size"), InlineData("num_hidden_layers"), InlineData("max_position_embeddings"), InlineData("num_attention_heads"), InlineData("hidden_size")]
    public void Open_ConfigWithoutANumber_NamesIt(string member)
    {
        WriteOptimum();
        JsonObject json = JsonNode.Parse(Config)!.AsObject();
        json.Remove(member);
        Packages.Write(Folder, "config.json", json.ToJsonString());
        ModelException error = Assert.Throws<ModelException>(() => ModelPackage.Open(Folder));
        Assert.Equal("EA4061", error.Code);
        Assert.Contains(member, error.What, StringComparison.Ordinal);
    }

    [Theory, InlineData("config.json", "EA4060"), InlineData("generation_config.json", "EA4060"), InlineData("tokenizer_config.json", null), InlineData("tokenizer.json", null)]
    public void Open_FileThatIsAList_IsRefusedWhereItIsNeeded(string file, string? code)
    {
        WriteOptimum();
        Packages.Write(Folder, "tokenizer_config.json", """{"pad_token": "<pad>"}""");
        Packages.Write(Folder, file, "[1]");
        Assert.Equal(code, (Record.Exception(() => ModelPackage.Open(Folder)) as ModelException)?.Code);
    }

    // Whatever stands in the files: a descriptor, or an error with a code.
    [Theory, InlineData("genai_config.json"), InlineData("config.json"), InlineData("generation_config.json"), InlineData("tokenizer_config.json"), InlineData("tokenizer.json")]
    public void Open_DamagedFile_IsAPackageOrACodedError(string file)
    {
        Random random = new(file.Length);
        string[] values = ["null", "-1", "0", "1e300", "99999999999999999999", "\"\\u0000\"", "[]", "{}", "[[1]]", "true", "\"../x\"", "\"%d%d%s\""];
        WriteOptimum();
        Packages.Write(Folder, "model.onnx", "graph");
        Packages.Write(Folder, "generation_config.json", """{"bos_token_id": 1, "eos_token_id": [5, 2], "do_sample": true, "top_p": 0.8, "max_new_tokens": 9}""");
        Packages.Write(Folder, "tokenizer_config.json", """{"eos_token": {"content": "</s>"}, "pad_token": "<pad>", "chat_template": [{"name": "default", "template": "d"}]}""");
        Packages.Write(Folder, "tokenizer.json", """{"added_tokens": [{"id": 7, "content": "</s>"}], "model": {"vocab": {"<pad>": 4}}}""");
        if (file == "genai_config.json") Packages.Write(Folder, file, GenAi);
        string whole = File.ReadAllText(Path.Combine(Folder, file));
        HashSet<string> codes = [];
        for (int i = 0; i < 150; i++)
        {
            JsonNode json = JsonNode.Parse(whole)!;
            JsonValue[] leaves = [.. Leaves(json)];
            if (i % 2 == 0) leaves[random.Next(leaves.Length)].ReplaceWith(JsonNode.Parse(values[random.Next(values.Length)]));
            char[] text = json.ToJsonString().ToCharArray();
            if (i % 2 == 1) text[random.Next(text.Length)] = (char)random.Next(1, 128);
            Packages.Write(Folder, file, new string(text));
            if (Record.Exception(() => ModelPackage.Open(Folder).ReadChatTemplate()) is { } e) codes.Add(Assert.IsType<ModelException>(e).Code);
        }
        Assert.Contains("EA4060", codes);
    }

    [Fact]
    public async Task Store_FolderAndVariant_OpensWithoutAConverter()
    {
        WriteOptimum();
        using ModelStore store = new(new() { Home = _temporary["home"], ModelFolders = [] });
        Assert.Equal("onnx/model_q4.onnx", (await store.GetAsync(Folder, null, Token)).Descriptor.Graphs[0].File);
        Assert.Equal("onnx/model_fp16.onnx", (await store.GetAsync($"{Folder}#fp16", null, Token)).Descriptor.Graphs[0].File);
        Packages.Write(Folder, "model.safetensors", "weights"); // a checkpoint with graphs beside it is converted, unless a graph is named
        Assert.Equal("EA4011", (await Assert.ThrowsAsync<ModelException>(() => store.GetAsync(Folder, null, Token))).Code);
        Assert.Equal("onnx/model.onnx", (await store.GetAsync($"{Folder}#fp32", null, Token)).Descriptor.Graphs[0].File);
    }

    [Fact]
    public async Task ImportAsync_Variant_BecomesAPackageOfThatVariantWithHashes()
    {
        WriteOptimum();
        ModelStoreOptions options = new() { Home = _temporary["home"], ModelFolders = [] };
        string folder = await new ModelLibrary(options).ImportAsync($"{Folder}#fp32", "mine", Token);
        using ModelStore store = new(options);
        ModelPackage package = await store.GetAsync("mine", null, Token);
        Assert.Equal((folder, "mine", "onnx/model.onnx"), (package.Folder, package.Descriptor.Id, package.Descriptor.Graphs[0].File));
        Assert.All(package.Descriptor.Files, static file => Assert.NotNull(file.Sha256));
        Assert.False(File.Exists(Path.Combine(folder, "onnx", "model_q4.onnx")));
        package.Verify(Token);
        File.WriteAllText(package.PathOf("onnx/model.onnx_data"), "WEIGHTS");
        Assert.Equal("EA4007", Assert.Throws<ModelException>(() => package.Verify(Token)).Code);
    }

    [Theory, InlineData("genai-int4"), InlineData("genai-fp32"), InlineData("genai-int4-asym"), InlineData("optimum-fp32"), InlineData("transformersjs")]
    public void Open_GoldenPackage_HasWhatItsToolWrote(string name)
    {
        ModelDescriptor descriptor = ModelPackage.Open(SharedData.Require("goldens", "packages", name)).Descriptor;
        Assert.Equal((2, 2, 16, 384, 2048), (descriptor.Architecture.Layers, descriptor.Architecture.KvHeads, descriptor.Architecture.HeadSize,
            descriptor.Architecture.Vocabulary, descriptor.Kv.MaxLength));
        Assert.Equal([2], descriptor.Tokens.Eos);
        Assert.Equal(("tokenizer.json", "chat_template.jinja", "hermes"), (descriptor.Tokenizer, descriptor.ChatTemplate, descriptor.ToolCalls?.Style));
        Assert.Null(descriptor.Graphs[0].Tensors);
    }

    public void Dispose() => _temporary.Dispose();

    private static IEnumerable<JsonValue> Leaves(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(static member => Leaves(member.Value)),
        JsonArray items => items.SelectMany(Leaves),
        JsonValue value => [value],
        _ => [],
    };

    private void WriteOptimum()
    {
        Packages.Write(Folder, "config.json", Config);
        Packages.Write(Folder, "decoder.onnx", "graph");
        foreach (string name in (string[])["model", "model_q4", "model_q4f16", "model_fp16", "model_quantized"])
            Packages.Write(Path.Combine(Folder, "onnx"), name + ".onnx", "graph");
        Packages.Write(Path.Combine(Folder, "onnx"), "model.onnx_data", "weights");
    }
}
