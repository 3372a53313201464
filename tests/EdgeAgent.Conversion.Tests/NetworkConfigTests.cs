using System.Text.Json.Nodes;
using EdgeAgent.Conversion.Checkpoints;
using EdgeAgent.Conversion.Tests.Support;
using EdgeAgent.Models;

namespace EdgeAgent.Conversion.Tests;

/// <summary>What config.json says of each family, in the old style and the new, with what it leaves out.</summary>
public sealed class NetworkConfigTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public static TheoryData<string, string, int[]?> Windows => new()
    {
        { "llama", """{"sliding_window":5}""", null },
        { "mistral", """{"sliding_window":null}""", null },
        { "mistral", """{"sliding_window":5}""", [5, 5, 5, 5] },
        { "mistral", "{}", [4096, 4096, 4096, 4096] },
        { "qwen2", """{"sliding_window":5,"max_window_layers":2}""", null },
        { "qwen2", """{"sliding_window":5,"max_window_layers":2,"use_sliding_window":true}""", [0, 0, 5, 5] },
        { "qwen3", """{"sliding_window":5,"max_window_layers":0,"use_sliding_window":true}""", [5, 5, 5, 5] },
        { "gemma3_text", """{"sliding_window":5,"sliding_window_pattern":2}""", [5, 0, 5, 0] },
        { "gemma3_text", """{"sliding_window":5}""", [5, 5, 5, 5] },
        {
            "gemma3_text",
            """{"sliding_window":5,"layer_types":["full_attention","sliding_attention","sliding_attention","full_attention"]}""", [0, 5, 5, 0]
        },
    };

    [Theory, MemberData(nameof(Windows))]
    public void ReadNetwork_Windows_AreThoseOfTransformers(string family, string settings, int[]? windows)
        => Assert.Equal(windows, Read(family, settings).Architecture.SlidingWindow);

    [Theory]
    [InlineData("""{"rope_theta":1000000,"rope_local_base_freq":5000,"rope_scaling":{"rope_type":"linear","factor":8}}""", 5000)]
    [InlineData("""{"rope_parameters":{"full_attention":{"rope_theta":1e6,"rope_type":"linear","factor":8},"sliding_attention":{"rope_theta":5000}}}""", 5000)]
    [InlineData("""{"rope_scaling":{"rope_type":"linear","factor":8}}""", 10_000)]
    public void ReadNetwork_GemmasRotations_AreTwoAndOnlyTheGlobalIsScaled(string settings, double local)
    {
        (ModelArchitecture architecture, NetworkForm form) = Read("gemma3_text", settings);
        Assert.Equal((1e6, "linear", 8.0), (architecture.Rope.Theta, architecture.Rope.Scaling!.Type, architecture.Rope.Scaling.Factor));
        Assert.Equal(new() { Theta = local }, form.LocalRope);
    }

    [Theory]
    [InlineData("qwen3", null, 128)]
    [InlineData("gemma3_text", null, 256)]
    [InlineData("qwen2", null, 16)]
    [InlineData("qwen3", 24, 24)]
    public void ReadNetwork_HeadSize_IsTheFamilysWhereItIsNotTold(string family, int? told, int expected)
        => Assert.Equal(expected, Read(family, told is null ? "{}" : $$"""{"head_dim":{{told}}}""").Architecture.HeadSize);

    [Theory]
    [InlineData("gemma3_text", """{"final_logit_softcapping":30.0}""", "EA4103", "'final_logit_softcapping'")]
    [InlineData("gemma3_text", """{"use_bidirectional_attention":true}""", "EA4103", "later positions")]
    [InlineData("gemma3_text", """{"hidden_activation":"relu"}""", "EA4103", "'relu'")]
    [InlineData("gemma3_text", """{"layer_types":["full_attention"]}""", "EA4102", "'layer_types'")]
    [InlineData("gemma3_text", """{"layer_types":["a","a","a","a"]}""", "EA4103", "'a'")]
    [InlineData("gemma3_text", """{"layer_types":[1,2,3,4]}""", "EA4102", "'layer_types'")]
    [InlineData("qwen2", """{"use_sliding_window":true,"max_window_layers":-1}""", "EA4102", "'max_window_layers'")]
    [InlineData("qwen3", """{"num_key_value_heads":null}""", "EA4102", "'num_key_value_heads'")]
    [InlineData("qwen3_moe", "{}", "EA4103", "'qwen3_moe'")]
    public void ReadNetwork_SettingThatIsNotSupported_IsRefusedByName(string family, string settings, string code, string words)
    {
        ConversionException error = Assert.Throws<ConversionException>(() => Read(family, settings));
        Assert.Equal(code, error.Code);
        Assert.Contains(words, error.What, StringComparison.Ordinal);
        Assert.Contains("config.json", error.Where, StringComparison.Ordinal);
    }

    public void Dispose() => _temporary.Dispose();

    private (ModelArchitecture Architecture, NetworkForm Form) Read(string family, string settings)
    {
        JsonObject config = new SmallCheckpoint().Config;
        config["model_type"] = family;
        config["num_hidden_layers"] = 4;
        config.Remove("head_dim");
        foreach ((string name, JsonNode? value) in JsonNode.Parse(settings)!.AsObject()) config[name] = value?.DeepClone();
        File.WriteAllText(_temporary["config.json"], config.ToJsonString());
        return HuggingFaceConfig.ReadNetwork(_temporary.Path);
    }
}
