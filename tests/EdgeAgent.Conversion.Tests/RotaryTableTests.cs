using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using EdgeAgent.Conversion.Graphs;
using EdgeAgent.Conversion.Tests.Support;
using EdgeAgent.Models;

namespace EdgeAgent.Conversion.Tests;

/// <summary>Scaled rotary frequencies against values computed in double precision by a script that shares no code with the converter.</summary>
public sealed class RotaryTableTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public static TheoryData<double, RopeScaling?, double[]> Scalings => new()
    {
        {
            1e6, new() { Type = "yarn", Factor = 4, OriginalContextLength = 32_768 },
            [1, 0.177827941, 0.0316227766, 0.00421755994, 0.0005, 4.44569853e-05, 7.90569415e-06, 1.40585331e-06]
        },
        {
            1e4, new() { Type = "yarn", Factor = 8, OriginalContextLength = 64, BetaFast = 16, BetaSlow = 2, Truncate = false },
            [1, 0.120533994, 0.0125, 0.00395284708, 0.00125, 0.000395284708, 0.000125, 3.95284708e-05]
        },
        {
            5e5, new() { Type = "yarn", Factor = 2, OriginalContextLength = 8192 },
            [1, 0.193922745, 0.0376060309, 0.00607722061, 0.000942809042, 0.000137124088, 2.65914795e-05, 5.15669269e-06]
        },
        { 1e4, new() { Type = "linear", Factor = 4 }, [0.25, 0.0790569415, 0.025, 0.00790569415, 0.0025, 0.000790569415, 0.00025, 7.90569415e-05] },
        { 1e4, null, [1, 0.316227766, 0.1, 0.0316227766, 0.01, 0.00316227766, 0.001, 0.000316227766] },
    };

    [Theory, MemberData(nameof(Scalings))]
    public void Compute_ScaledFrequencies_AreThoseOfTransformers(double theta, RopeScaling? scaling, double[] expected)
    {
        RopeSettings rope = new() { Theta = theta, Scaling = scaling };
        float[] frequencies = RotaryTables.Frequencies(rope, 16);
        for (int j = 0; j < expected.Length; j++) Assert.Equal(expected[j], frequencies[j], expected[j] * 1e-6);
        rope = rope with { Scaling = scaling is null ? null : scaling with { AttentionFactor = 1.25 } };
        float factor = scaling is null ? 1 : 1.25f;
        (byte[] cosines, byte[] sines) = RotaryTables.Compute(rope, 16, 3, "here");
        for (int j = 0; j < expected.Length; j++)
        {
            Assert.Equal(factor * Math.Cos(2 * expected[j]), MemoryMarshal.Cast<byte, float>(cosines)[16 + j], 1e-5);
            Assert.Equal(factor * Math.Sin(2 * expected[j]), MemoryMarshal.Cast<byte, float>(sines)[16 + j], 1e-5);
        }
    }

    [Theory]
    [InlineData("""{"rope_type":"yarn","factor":4.0,"original_max_position_embeddings":32768}""", 4, 32_768, 1.138629436111989)]
    [InlineData("""{"type":"yarn","factor":8}""", 8, 64, 1.2079441541679836)]
    [InlineData("""{"type":"yarn","original_max_position_embeddings":8}""", 8, 8, 1.2079441541679836)]
    [InlineData("""{"type":"yarn","factor":4,"attention_factor":1.5}""", 4, 64, 1.5)]
    [InlineData("""{"type":"yarn","factor":4,"mscale":0.707,"mscale_all_dim":0.707}""", 4, 64, 1)]
    [InlineData("""{"type":"yarn","factor":0.5}""", 0.5, 64, 1)]
    public async Task Convert_YarnOfConfig_IsReadWithTransformersDefaults(string scaling, double factor, int original, double attention)
    {
        SmallCheckpoint checkpoint = new();
        checkpoint.Config["rope_scaling"] = JsonNode.Parse(scaling);
        RopeScaling found = (await ConvertAsync(checkpoint.Write(_temporary["c"]))).Descriptor.Architecture.Rope.Scaling!;
        Assert.Equal(("yarn", factor, original), (found.Type, found.Factor, found.OriginalContextLength));
        Assert.Equal(attention, found.AttentionFactor!.Value, 1e-12);
        Assert.Equal((null, null, null), (found.BetaFast, found.BetaSlow, found.Truncate));
    }

    [Fact]
    public async Task Convert_YarnOfGguf_IsThatOfConfig()
    {
        GgufFile file = new SmallCheckpoint().ToGguf().Key("llama.rope.scaling.type", "yarn").Key("llama.rope.scaling.factor", 4f)
            .Key("llama.rope.scaling.original_context_length", 16);
        file.Save(_temporary["m.gguf"]);
        RopeScaling found = (await ConvertAsync(_temporary["m.gguf"])).Descriptor.Architecture.Rope.Scaling!;
        Assert.Equal(("yarn", 4.0, 16), (found.Type, found.Factor, found.OriginalContextLength));
        Assert.Equal(1.138629436111989, found.AttentionFactor!.Value, 1e-12);
    }

    [Theory]
    [InlineData("rope.scaling.factor", null, 2.0)]
    [InlineData("rope.scaling.factor", "linear", 2.0)]
    [InlineData("rope.scale_linear", null, 2.0)]
    [InlineData("rope.scaling.factor", "none", null)]
    [InlineData("general.other", "linear", null)]
    public async Task Convert_FactorOfGguf_IsLinearUnlessATypeIsTold(string key, string? type, double? expected)
    {
        GgufFile file = new SmallCheckpoint().ToGguf().Key($"llama.{key}", 2f);
        if (type is not null) file.Key("llama.rope.scaling.type", type);
        file.Save(_temporary["m.gguf"]);
        RopeScaling? found = (await ConvertAsync(_temporary["m.gguf"])).Descriptor.Architecture.Rope.Scaling;
        Assert.Equal(expected is null ? (null, null) : ("linear", expected), (found?.Type, found?.Factor));
    }

    [Theory, InlineData("longrope", null, "'longrope'"), InlineData("yarn", "llama.rope.scaling.yarn_ext_factor", "'llama.rope.scaling.yarn_ext_factor'")]
    public async Task Convert_ScalingOfGgufThatIsNotKnown_IsRefusedByName(string type, string? key, string words)
    {
        GgufFile file = new SmallCheckpoint().ToGguf().Key("llama.rope.scaling.type", type).Key("llama.rope.scaling.factor", 4f);
        if (key is not null) file.Key(key, 1f);
        file.Save(_temporary["m.gguf"]);
        ConversionException error = await Assert.ThrowsAsync<ConversionException>(() => ConvertAsync(_temporary["m.gguf"]));
        Assert.Equal("EA4103", error.Code);
        Assert.Contains(words, error.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Convert_FactorsOfGgufBesideAScaling_AreRefused()
    {
        GgufFile file = new SmallCheckpoint().ToGguf().Key("llama.rope.scaling.factor", 4f).Tensor("rope_freqs.weight", [8], new float[8]);
        file.Save(_temporary["m.gguf"]);
        Assert.Equal("EA4103", (await Assert.ThrowsAsync<ConversionException>(() => ConvertAsync(_temporary["m.gguf"]))).Code);
    }

    public void Dispose() => _temporary.Dispose();

    private Task<ModelPackage> ConvertAsync(string source)
        => Converter.ConvertAsync(new() { Source = source, Destination = _temporary["p"] }, null, TestContext.Current.CancellationToken);
}
