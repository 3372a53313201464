using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using EdgeAgent.Conversion.Checkpoints;
using EdgeAgent.Conversion.Tests.Support;
using EdgeAgent.Models;
using EdgeAgent.Tokenizers.Gguf;

namespace EdgeAgent.Conversion.Tests;

/// <summary>GGUF types against the values that gguf-py and ggml give, and their graphs against PyTorch on those values.</summary>
public sealed class GgufGoldenTests
{
    public static TheoryData<string, WeightFormat> Files => new()
    {
        { "tiny-f16.gguf", WeightFormat.Float32 },
        { "tiny-bf16.gguf", WeightFormat.Float32 },
        { "tiny-q8_0.gguf", WeightFormat.Auto },
        { "tiny-q8_0.gguf", WeightFormat.Float32 },
        { "tiny-q4_0.gguf", WeightFormat.Auto },
        { "tiny-q4_0.gguf", WeightFormat.Int8 },
        { "tiny-q4_1.gguf", WeightFormat.Auto },
        { "tiny-q4_1.gguf", WeightFormat.Int8 },
        { "tiny-q4_1.gguf", WeightFormat.Float32 },
    };

    [Theory, MemberData(nameof(Files))]
    public async Task Convert_BlocksThatCanBeCarried_LogitsEqualPyTorch(string file, WeightFormat weights)
    {
        float[] expected = Goldens.Singles(Goldens.Folder("gguf", "logits.safetensors"), file);
        JsonNode golden = Goldens.Json("gguf", "goldens.json");
        using TemporaryFolder temporary = new();
        ModelPackage package = await Converter.ConvertAsync(
            new() { Source = Goldens.Folder("gguf", file), Destination = temporary["p"], Weights = weights, AccuracyLevel = 0 }, null,
                TestContext.Current.CancellationToken);
        using PackageRunner runner = new(package);
        int[] ids = Goldens.Integers(golden["ids"]);
        TinyFamilyTests.Near(expected, runner.AllLogits(ids));
        Assert.Equal(Goldens.Integers(golden["files"]![file]!["greedy"]), runner.Greedy(ids, 16));
    }

    [Theory]
    [InlineData("tiny-f16.gguf")]
    [InlineData("tiny-bf16.gguf")]
    [InlineData("tiny-q8_0.gguf")]
    [InlineData("tiny-q4_0.gguf")]
    [InlineData("tiny-q4_1.gguf")]
    public void Decode_EveryTensor_BitsEqualGgml(string file)
    {
        GgufHeader header = GgufHeader.Open(Goldens.Folder("gguf", file));
        JsonObject tensors = Goldens.Json("gguf", "goldens.json")["files"]![file]!["tensors"]!.AsObject();
        using FileStream stream = File.OpenRead(header.Files[0]);
        Assert.Equal(tensors.Select(static pair => pair.Key).Order(StringComparer.Ordinal),
            header.Tensors.Select(static tensor => tensor.Name).Order(StringComparer.Ordinal));
        foreach (GgufTensor tensor in header.Tensors)
        {
            JsonNode golden = tensors[tensor.Name]!;
            byte[] stored = new byte[tensor.Bytes];
            Assert.Equal((long)golden["offset"]!, tensor.Offset);
            Assert.Equal((string)golden["type"]!, tensor.Type.ToString());
            stream.Position = tensor.Offset;
            stream.ReadExactly(stored);
            Assert.Equal((string)golden["sha256_raw"]!, Convert.ToHexStringLower(SHA256.HashData(stored)));
            float[] numbers = new float[tensor.Rows * tensor.Columns];
            WeightDecoder.Decode(Enum.Parse<WeightEncoding>(tensor.Type.ToString()), stored, numbers);
            Assert.Equal((string)golden["sha256_f32"]!, Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(numbers.AsSpan()))));
        }
    }

    [Theory, InlineData("tiny-q5_0.gguf", "Q5_0"), InlineData("tiny-q6_k.gguf", "Q6_K"), InlineData("tiny-q4_k_m.gguf", "_K")]
    public async Task Convert_TypeNotSupportedYet_IsRefusedByName(string file, string type)
    {
        using TemporaryFolder temporary = new();
        ConversionException error = await Assert.ThrowsAsync<ConversionException>(() => Converter.ConvertAsync(
            new() { Source = Goldens.Folder("gguf", file), Destination = temporary["p"] }, null, TestContext.Current.CancellationToken));
        Assert.Equal("EA4106", error.Code);
        Assert.Contains(type, error.What, StringComparison.Ordinal);
        Assert.Contains($"{file}, byte ", error.Where, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Convert_FloatBlocksToInt4_KeepsTheSizeOfLogits()
    {
        // Random weights lose much in 4 bits: the point is that the quantized graph computes the same network.
        float[] expected = Goldens.Singles(Goldens.Folder("gguf", "logits.safetensors"), "tiny-f16.gguf");
        using TemporaryFolder temporary = new();
        ModelPackage package =
            await Converter.ConvertAsync(new() { Source = Goldens.Folder("gguf", "tiny-f16.gguf"), Destination = temporary["p"],
                AccuracyLevel = 0 }, null, TestContext.Current.CancellationToken);
        using PackageRunner runner = new(package);
        float[] actual = runner.AllLogits(Goldens.Integers(Goldens.Json("gguf", "goldens.json")["ids"]));
        double error =
            Math.Sqrt(expected.Zip(actual, static (a, b) => (double)(a - b) * (a - b)).Sum() / expected.Sum(static a => (double)a * a));
        Assert.InRange(error, 0, 0.35);
        Assert.Equal(("zero-points", 4), (package.Descriptor.Quantization.Scheme, package.Descriptor.Quantization.TableBits));
    }
}
