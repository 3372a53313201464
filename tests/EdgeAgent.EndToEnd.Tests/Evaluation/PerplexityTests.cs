using System.Text.Json;
using EdgeAgent.Conversion;
using EdgeAgent.Evaluation.Perplexity;
using EdgeAgent.Inference;
using EdgeAgent.Models;
using EdgeAgent.TestData;

namespace EdgeAgent.EndToEnd.Tests;

/// <summary>Perplexity through the runtime equals PyTorch's, and a source moved off its grid is the model it was.</summary>
public sealed class PerplexityTests : IDisposable
{
    private const int Tokens = 129;
    private readonly string _texts = SharedData.Require("goldens", "models", "smollm2-135m.goldens.json");
    private readonly string _work = Directory.CreateTempSubdirectory("edge-agent-perplexity-test").FullName;

    [Fact]
    public async Task Measure_LosslessPackage_LosesAsMuchAsPyTorchAndNothingToItself()
    {
        PerplexityRun run = Run(out Dictionary<string, double> expected);
        string gguf = SharedData.Require("models", "SmolLM2-135M-Instruct.Q4_1.gguf");
        string reference = Directory.CreateDirectory(Path.Combine(_work, "reference")).FullName;
        PerplexityRow exact = await run.MeasureAsync(gguf, "gguf", "--head float --accuracy-level 0", _work, reference, TestContext.Current.CancellationToken);
        Assert.All(exact.Losses, loss => Assert.Equal(expected[loss.Text], loss.Nll, 1e-5));
        Assert.All(exact.Losses, static loss => Assert.Null(loss.Divergence));
        PerplexityRow fast = await run.MeasureAsync(gguf, "gguf", "", _work, reference, TestContext.Current.CancellationToken);
        // Of int8 activations: over 2,048 tokens 0.004 of the loss, and a divergence of 0.003 and 0.006.
        Assert.All(fast.Losses, loss => Assert.Equal(expected[loss.Text], loss.Nll, 0.03));
        Assert.All(fast.Losses, static loss => Assert.InRange(loss.Divergence!.Value, 1e-5, 0.015));
        Assert.Equal((4, 8, "source"), (fast.Quantization.Bits, fast.Quantization.TableBits, fast.Quantization.Scheme));
        Assert.Contains("| 4 | 32 | 8 | 113.7 |", fast.ToText(exact), StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(fast.ToJson(exact));
        Assert.Equal(Tokens - 1, json.RootElement.GetProperty("texts")[0].GetProperty("tokens").GetInt32());
    }

    [Fact]
    public async Task Measure_RotatedCheckpointInFloat32_LosesWhatTheModelLoses()
    {
        PerplexityRun run = Run(out Dictionary<string, double> expected);
        string folder = Path.Combine(_work, "rotated");
        FloatCheckpoint.Write(SharedData.Require("models", "SmolLM2-135M-Instruct.Q4_1.gguf"), folder, new Rotation(1));
        PerplexityRow row = await run.MeasureAsync(folder, "rotated", "--bits 32", _work, null, TestContext.Current.CancellationToken);
        Assert.All(row.Losses, loss => Assert.Equal(expected[loss.Text], loss.Nll, 0.01)); // BF16 rounds
    }

    [Fact]
    public void Divergence_OfDistributions_IsWhatTheFormulaGives()
    {
        float[] p = [0, MathF.Log(3)], q = [1000, 1000]; // 1/4 and 3/4; 1/2 each
        Assert.Equal((0.25 * Math.Log(0.5)) + (0.75 * Math.Log(1.5)), PerplexityMeter.Divergence(p, q), 1e-6);
        Assert.Equal(0, PerplexityMeter.Divergence(p, p), 1e-9);
        Assert.Equal(1000 + Math.Log(2), PerplexityMeter.LogSumExp(q), 1e-4);
    }

    [Theory, InlineData("--bits 5"), InlineData("--bits"), InlineData("--fast"), InlineData("--block x")]
    public void Apply_WayThatIsNone_NamesIt(string way)
    {
        ConversionOptions options = new() { Source = "a", Destination = "b" };
        Assert.Contains(way.Split(' ')[^1], Assert.Throws<InvalidDataException>(() => QuantizationWay.Apply(way, options)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_work, recursive: true);

    private PerplexityRun Run(out Dictionary<string, double> expected)
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllBytes(_texts));
        expected = golden.RootElement.GetProperty("texts").EnumerateObject().ToDictionary(static text => text.Name,
            static text => text.Value.GetProperty("token_nll").EnumerateArray().Take(Tokens - 1).Average(static loss => loss.GetDouble()));
        return new(PerplexityText.OfGoldens(_texts), Tokens, threads: 1);
    }
}
