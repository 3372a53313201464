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
        { "tiny-q5_0.gguf", WeightFormat.Auto },
        { "tiny-q5_1.gguf", WeightFormat.Auto },
        { "tiny-q5_1.gguf", WeightFormat.Float32 },
        { "tiny-q2_k.gguf", WeightFormat.Auto },
        { "tiny-q2_k.gguf", WeightFormat.Float32 },
        { "tiny-q3_k_m.gguf", WeightFormat.Auto },
        { "tiny-q3_k_m.gguf", WeightFormat.Int8 },
        { "tiny-q4_k_m.gguf", WeightFormat.Auto },
        { "tiny-q5_k_m.gguf", WeightFormat.Auto },
        { "tiny-q6_k.gguf", WeightFormat.Auto },
    };

    public static TheoryData<string> AllFiles => ["tiny-f16.gguf", "tiny-bf16.gguf", .. FilesOfBlocks.Select(static row => row.Data)];

    public static TheoryData<string> FilesOfBlocks =>
    [
        "tiny-q8_0.gguf", "tiny-q4_0.gguf", "tiny-q4_1.gguf", "tiny-q5_0.gguf", "tiny-q5_1.gguf",
        "tiny-q2_k.gguf", "tiny-q3_k_m.gguf", "tiny-q4_k_m.gguf", "tiny-q5_k_m.gguf", "tiny-q6_k.gguf",
    ];

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

    [Theory, MemberData(nameof(AllFiles))]
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

    public static TheoryData<GgufTensorType> UnsupportedTypes
        => [.. Enum.GetValues<GgufTensorType>().Where(static type => !Enum.TryParse<WeightEncoding>(type.ToString(), out _))];

    [Theory, MemberData(nameof(UnsupportedTypes))]
    public async Task Convert_TypeThatIsNotSupported_IsRefusedByNameAndPlace(GgufTensorType unsupported)
    {
        using TemporaryFolder temporary = new();
        byte[] file = File.ReadAllBytes(Goldens.Folder("gguf", "tiny-q6_k.gguf"));
        byte[] name = "blk.0.attn_q.weight"u8.ToArray();
        int type = file.AsSpan().IndexOf(name) + name.Length + 4 + (2 * 8); // after the number of dimensions and the dimensions
        Assert.Equal((byte)GgufTensorType.Q6_K, file[type]);
        file[type] = (byte)unsupported;
        File.WriteAllBytes(temporary["x.gguf"], [.. file, .. new byte[1 << 20]]); // room for the larger types
        ConversionException error = await Assert.ThrowsAsync<ConversionException>(() => Converter.ConvertAsync(
            new() { Source = temporary["x.gguf"], Destination = temporary["p"] }, null, TestContext.Current.CancellationToken));
        Assert.Equal("EA4106", error.Code);
        Assert.Contains($"'blk.0.attn_q.weight' is of type {unsupported},", error.What, StringComparison.Ordinal);
        Assert.Contains("x.gguf, byte ", error.Where, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_NonLinearLevels_EqualTheFormatsTable()
    {
        // d = 0.5; indexes 0 to 15 in the low halves (numbers 0 to 15), 15 to 0 in the high ones.
        byte[] block = [.. BitConverter.GetBytes((Half)0.5f), .. Enumerable.Range(0, 16).Select(static i => (byte)(i | ((15 - i) << 4)))];
        float[] numbers = new float[32];
        WeightDecoder.Decode(WeightEncoding.IQ4_NL, block, numbers);
        float[] levels = [-63.5f, -52, -41.5f, -32.5f, -24.5f, -17.5f, -11, -5, 0.5f, 6.5f, 12.5f, 19, 26.5f, 34.5f, 44.5f, 56.5f];
        Assert.Equal([.. levels, .. levels.Reverse()], numbers);
    }

    [Theory]
    [InlineData("tiny-q5_1.gguf", 8, 32)]
    [InlineData("tiny-q2_k.gguf", 4, 16)]
    [InlineData("tiny-q4_k_m.gguf", 4, 32)] // but v and down, which are Q6_K
    [InlineData("tiny-q6_k.gguf", 8, 16)]
    public async Task Convert_AsTheSourceIs_DescriptorSaysBitsAndBlockOfTheLayers(string file, int bits, int block)
    {
        using TemporaryFolder temporary = new();
        ModelPackage package = await Converter.ConvertAsync(
            new() { Source = Goldens.Folder("gguf", file), Destination = temporary["p"] }, null, TestContext.Current.CancellationToken);
        Assert.Equal(("source", bits, block),
            (package.Descriptor.Quantization.Scheme, package.Descriptor.Quantization.Bits, package.Descriptor.Quantization.Block));
    }

    [Theory, MemberData(nameof(FilesOfBlocks))]
    public async Task Convert_AsTheSourceIs_Int8ActivationsChangeLogitsLittle(string file)
    {
        float[] expected = Goldens.Singles(Goldens.Folder("gguf", "logits.safetensors"), file);
        using TemporaryFolder temporary = new();
        ModelPackage package = await Converter.ConvertAsync(
            new() { Source = Goldens.Folder("gguf", file), Destination = temporary["p"] }, null, TestContext.Current.CancellationToken);
        using PackageRunner runner = new(package);
        float[] actual = runner.AllLogits(Goldens.Integers(Goldens.Json("gguf", "goldens.json")["ids"]));
        Assert.InRange(TinyFamilyTests.RelativeError(expected, actual), 0, 0.03);
    }

    [Theory]
    [InlineData("tiny-q6_k.gguf", 32, null, 0.5)]
    [InlineData("tiny-q6_k.gguf", 16, true, 0.5)]
    [InlineData("tiny-q5_0.gguf", 128, false, 0.8)]
    public async Task Convert_LargerBlocksToInt4_KeepsTheSizeOfLogits(string file, int block, bool? symmetric, double limit)
    {
        float[] expected = Goldens.Singles(Goldens.Folder("gguf", "logits.safetensors"), file);
        using TemporaryFolder temporary = new();
        ModelPackage package = await Converter.ConvertAsync(
            new()
            {
                Source = Goldens.Folder("gguf", file),
                Destination = temporary["p"],
                Weights = WeightFormat.Int4,
                Block = block,
                Symmetric = symmetric,
                AccuracyLevel = 0,
            },
            null, TestContext.Current.CancellationToken);
        using PackageRunner runner = new(package);
        float[] actual = runner.AllLogits(Goldens.Integers(Goldens.Json("gguf", "goldens.json")["ids"]));
        Assert.InRange(TinyFamilyTests.RelativeError(expected, actual), 0, limit);
        Assert.Equal((symmetric == true ? "symmetric" : "zero-points", block),
            (package.Descriptor.Quantization.Scheme, package.Descriptor.Quantization.Block));
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
        Assert.InRange(TinyFamilyTests.RelativeError(expected, actual), 0, 0.35);
        Assert.Equal(("zero-points", 4), (package.Descriptor.Quantization.Scheme, package.Descriptor.Quantization.TableBits));
    }
}
