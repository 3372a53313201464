using EdgeAgent.Benchmarks;
using EdgeAgent.Benchmarks.Fuzzing;
using EdgeAgent.TestData;

namespace EdgeAgent.EndToEnd.Tests;

/// <summary>The short form of <c>EdgeAgent.Benchmarks fuzz-tokenizer</c>: what holds for any text, on 10,000 seeded cases each.</summary>
public sealed class TokenizerFuzzTests
{
    [Theory]
    [InlineData("smollm2")]
    [InlineData("llama3")]
    public void Run_RandomCases_AllHold(string name)
    {
        byte[] json = InputFile.Read(SharedData.Require("goldens", "tokenizers", $"{name}.tokenizer.json.gz"));
        FuzzReport report = TokenizerFuzz.Of(json).Run(seed: 2, from: 0, count: 10_000);
        Assert.True(report.Failures.Count == 0, report.ToString());
        Assert.Equal(10_000, report.Cases);
        Assert.Equal(["Text", "Bytes", "Ids", "Split", "Limits"], report.Checks.Keys);
    }
}
