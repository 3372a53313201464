using System.Text.Json.Nodes;
using EdgeAgent.Conversion.Tests.Support;
using EdgeAgent.Models;
using EdgeAgent.TestData;

namespace EdgeAgent.Conversion.Tests;

/// <summary>A real model from its Q4_1 GGUF, against PyTorch on the dequantized weights.</summary>
public sealed class SmolLm2Tests(SmolLm2Tests.Packages packages) : IClassFixture<SmolLm2Tests.Packages>
{
    [Theory, InlineData(0), InlineData(3)]
    public async Task Logits_LosslessAtAccuracyLevel0_TopLogitsEqualPyTorch(int prompt)
    {
        JsonNode golden = Goldens.Json("smollm2-135m.goldens.json")["prompts"]![prompt]!;
        int[] ids = Goldens.Integers(golden["ids"]);
        using PackageRunner runner = new(await packages.GetAsync(accuracyLevel: 0));
        foreach (JsonNode? position in golden["positions"]!.AsArray())
        {
            int length = (int)position!["position"]! + 1;
            float[] logits = runner.Logits(ids.AsSpan(runner.Length, length - runner.Length), 1);
            foreach (JsonNode? top in position["top"]!.AsArray()) Assert.Equal((float)(double)top![1]!, logits[(int)top[0]!], 5e-4f);
            Assert.Equal((int)position["top"]![0]![0]!, Array.IndexOf(logits, logits.Max()));
        }
    }

    [Theory, InlineData("en"), InlineData("it")]
    public async Task Logits_AtBothAccuracyLevels_LossPerTokenStaysWithinItsLimit(string language)
    {
        const int Length = 48;
        JsonNode golden = Goldens.Json("smollm2-135m.goldens.json")["texts"]![language]!;
        int[] ids = Goldens.Integers(golden["ids"])[..(Length + 1)];
        double expected = golden["token_nll"]!.AsArray().Take(Length).Average(static loss => (double)loss!);
        using PackageRunner exact = new(await packages.GetAsync(accuracyLevel: 0));
        Assert.Equal(expected, Loss(exact, ids), 1e-5);
        using PackageRunner fast = new(await packages.GetAsync(accuracyLevel: 4));
        // Over 2,048 tokens the difference is 0.004; 48 tokens average less.
        Assert.Equal(expected, Loss(fast, ids), 0.06);
    }

    private static double Loss(PackageRunner runner, int[] ids)
    {
        float[] logits = runner.AllLogits(ids.AsSpan(0, ids.Length - 1));
        int vocabulary = logits.Length / (ids.Length - 1);
        return Enumerable.Range(0, ids.Length - 1).Average(i =>
        {
            float[] row = logits[(i * vocabulary)..((i + 1) * vocabulary)];
            double largest = row.Max();
            return largest + Math.Log(row.Sum(logit => Math.Exp(logit - largest))) - row[ids[i + 1]];
        });
    }

    /// <summary>Each package is converted once for all tests of the class.</summary>
    public sealed class Packages : IDisposable
    {
        private readonly TemporaryFolder _folder = new();
        private readonly Dictionary<int, ModelPackage> _packages = [];

        internal async Task<ModelPackage> GetAsync(int accuracyLevel)
        {
            if (_packages.TryGetValue(accuracyLevel, out ModelPackage? package)) return package;
            string source = SharedData.Require("models", "SmolLM2-135M-Instruct.Q4_1.gguf");
            return _packages[accuracyLevel] =
                await Converter.ConvertAsync(new() { Source = source, Destination = _folder[$"{accuracyLevel}"],
                    AccuracyLevel = accuracyLevel, MaxLength = 512 });
        }

        public void Dispose() => _folder.Dispose();
    }
}
