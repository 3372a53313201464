using EdgeAgent.Benchmarks.Microbenchmarks;
using EdgeAgent.TestData;

namespace EdgeAgent.EndToEnd.Tests;

/// <summary>The benchmarks of <c>bench</c> measure what they say; never how fast it is.</summary>
public sealed class MicrobenchmarksTests
{
    public MicrobenchmarksTests() => BenchVocabulary.Load(SharedData.Require("goldens", "tokenizers-tiny", "tokenizer.json"));

    public static TheoryData<MaskPlace> Places => [.. Enum.GetValues<MaskPlace>()];

    public static TheoryData<LargeSchema> Schemas => [.. Enum.GetValues<LargeSchema>()];

    [Theory, MemberData(nameof(Places))]
    public void Setup_Place_StandsWhereTheNextTokenIsAllowed(MaskPlace place)
    {
        AcceptBenchmarks accept = new() { Place = place };
        accept.Setup();
        Assert.True(accept.AcceptAndRollback());
        FillMaskBenchmarks masks = new() { Place = place };
        masks.Setup();
        masks.FillMask();
    }

    [Theory, MemberData(nameof(Schemas))]
    public void Compile_LargeSchema_Compiles(LargeSchema schema)
    {
        U11CompileSchemaBenchmarks compile = new() { Schema = schema };
        compile.Setup();
        compile.Compile();
    }

    [Fact]
    public void Tools_200_Have256KilobytesAndCompile()
    {
        Assert.InRange(BenchSchemas.Tools(200).Sum(tool => tool.Parameters.Length), 250_000, 275_000);
        Assert.InRange(BenchSchemas.Large(256_000).Length, 250_000, 262_144);
        U11CompileToolsBenchmarks compile = new() { Tools = 8 };
        compile.Setup();
        compile.Compile();
    }

    [Fact]
    public void U12ToolCalls_Steady_AllocatesNothing()
    {
        U12ToolCalls calls = new();
        Assert.Contains("steady", calls.Run(passes: 2), StringComparison.Ordinal);
        Assert.Equal(0, calls.BytesPerToken);
    }
}
