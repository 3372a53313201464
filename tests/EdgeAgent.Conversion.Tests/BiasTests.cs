using EdgeAgent.Conversion.Tests.Support;
using EdgeAgent.Models;

namespace EdgeAgent.Conversion.Tests;

/// <summary>Networks with biases, which no golden has, against a plain computation.</summary>
public sealed class BiasTests : IDisposable
{
    private static readonly int[] Ids = [1, 17, 5, 39, 0, 22, 22, 8, 31, 4];
    private readonly TemporaryFolder _temporary = new();

    public static TheoryData<string, string[], string[]> Networks => new()
    {
        { "llama", [], [] },
        { "qwen2", [], ["self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"] },
        { "llama", ["attention_bias"], ["self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj"] },
        { "llama", ["mlp_bias"], ["mlp.gate_proj", "mlp.up_proj", "mlp.down_proj"] },
    };

    [Theory, MemberData(nameof(Networks))]
    public async Task Convert_NetworkWithBiases_LogitsEqualThePlainComputation(string family, string[] flags, string[] biased)
    {
        SmallCheckpoint checkpoint = new() { Seed = 11 };
        checkpoint.Config["model_type"] = family;
        foreach (string flag in flags) checkpoint.Config[flag] = true;
        foreach (string part in biased)
            checkpoint.Tensors[$"model.layers.0.{part}.bias"] = ("F32", [checkpoint.Tensors[$"model.layers.0.{part}.weight"].Shape[0]]);
        NearReference(checkpoint, await ConvertAsync(checkpoint.Write(_temporary["c"])));
    }

    [Fact]
    public async Task Convert_BiasesFromGguf_AreReorderedWithTheirRows()
    {
        SmallCheckpoint checkpoint = new() { Seed = 12 };
        foreach (string part in (string[])["q_proj", "k_proj", "v_proj"])
            checkpoint.Tensors[$"model.layers.0.self_attn.{part}.bias"] =
                ("F32", [checkpoint.Tensors[$"model.layers.0.self_attn.{part}.weight"].Shape[0]]);
        checkpoint.SaveGguf(_temporary["m.gguf"]);
        NearReference(checkpoint, await ConvertAsync(_temporary["m.gguf"]));
    }

    public void Dispose() => _temporary.Dispose();

    private static void NearReference(SmallCheckpoint checkpoint, ModelPackage package)
    {
        using PackageRunner runner = new(package, capacity: 16);
        float[] expected = [.. new ReferenceNetwork(checkpoint).Logits(Ids).Select(static logit => (float)logit)];
        Assert.InRange(expected.Max() - expected.Min(), 1, 1000);
        TinyFamilyTests.Near(expected, runner.AllLogits(Ids, 4, 6));
    }

    private Task<ModelPackage> ConvertAsync(string source) => Converter.ConvertAsync(
        new() { Source = source, Destination = _temporary["p"], Weights = WeightFormat.Float32 }, null, TestContext.Current.CancellationToken);
}
