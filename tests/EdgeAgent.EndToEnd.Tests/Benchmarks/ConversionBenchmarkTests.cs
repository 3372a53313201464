using System.Text.Json;
using EdgeAgent.Benchmarks.Conversion;
using EdgeAgent.Conversion;
using EdgeAgent.Models;

namespace EdgeAgent.EndToEnd.Tests;

/// <summary>The checkpoint that the conversion benchmark writes is one, in shards; its shapes are those of their names.</summary>
public sealed class ConversionBenchmarkTests : IDisposable
{
    private readonly string _work = Directory.CreateTempSubdirectory("edge-agent-convert-test").FullName;

    [Fact]
    public async Task Write_SmallShapeInShards_ConvertsToAPackageOfThatShape()
    {
        ModelArchitecture shape = RandomModel.Of(RandomModel.Tiny, layers: 3).Architecture with { Tied = false };
        string source = Path.Combine(_work, "source");
        long bytes = RandomCheckpointFolder.Write(source, shape, seed: 1, shardBytes: 100_000);
        string[] shards = Directory.GetFiles(source, "*.safetensors");
        Assert.InRange(shards.Length, 3, 12);
        Assert.InRange(shards.Sum(static file => new FileInfo(file).Length) - bytes, 1, 20_000); // headers
        ModelPackage package = await Converter.ConvertAsync(
            new() { Source = source, Destination = Path.Combine(_work, "package") }, null, TestContext.Current.CancellationToken);
        Assert.Equal((3, shape.Hidden, false), (package.Descriptor.Architecture.Layers, package.Descriptor.Architecture.Hidden, package.Descriptor.Architecture.Tied));
    }

    [Fact]
    public void Of_Llama2Of7B_HasSixPointSevenBillionWeights()
    {
        ModelArchitecture a = LargeShapes.Of(LargeShapes.Llama2, layers: null);
        long weights = (2L * a.Vocabulary * a.Hidden) + (a.Layers * (long)a.Hidden * ((4 * a.Hidden) + (3 * a.Mlp)));
        Assert.InRange(weights, 6_700_000_000, 6_800_000_000);
        Assert.Equal(2, LargeShapes.Of(LargeShapes.Llama2, layers: 2).Layers);
    }

    [Fact]
    public void ToJson_Result_TellsMegabytesASecond()
    {
        using JsonDocument json = JsonDocument.Parse(new ConversionResult("s", 2, 500_000_000, 1, 2, 3, 4, 5).ToJson());
        Assert.Equal(250, json.RootElement.GetProperty("mb_per_s").GetDouble());
    }

    public void Dispose() => Directory.Delete(_work, recursive: true);
}
