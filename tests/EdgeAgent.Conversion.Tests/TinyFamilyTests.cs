using System.Text.Json.Nodes;
using EdgeAgent.Conversion.Tests.Support;
using EdgeAgent.Models;

namespace EdgeAgent.Conversion.Tests;

/// <summary>Every family of the goldens, as float32: logits at all positions equal PyTorch's.</summary>
public sealed class TinyFamilyTests
{
    private const float Tolerance = 1e-4f;

    public static TheoryData<string> Families
        => ["nesso-tiny", "zagreus-tiny", "llama2-tiny", "llama2-70b-like-tiny", "llama3-anita-tiny", "llama32-tiny", "mistral-tiny",
            "apt3-tiny", "qwen3-tiny", "gemma3-tiny"];

    [Theory, MemberData(nameof(Families))]
    public async Task Convert_FamilyAsFloat_LogitsEqualPyTorchWholeInChunksAndGreedy(string family)
    {
        string folder = Goldens.Folder("tiny", family);
        JsonNode golden = Goldens.Json("tiny", family, "goldens.json");
        int[] ids = Goldens.Integers(golden["ids"]);
        float[] expected = Goldens.Singles(Path.Combine(folder, "logits.safetensors"), "logits");
        using TemporaryFolder temporary = new();
        ModelPackage package =
            await Converter.ConvertAsync(new() { Source = folder, Destination = temporary["p"], Weights = WeightFormat.Float32 }, null,
                TestContext.Current.CancellationToken);
        foreach (bool inPlace in (bool[])[true, false])
        {
            using PackageRunner runner = new(package, inPlace, capacity: 64);
            Near(expected, runner.AllLogits(ids));
            Near(expected, runner.AllLogits(ids, 13, 20, 7));
            Near(expected, runner.AllLogits(ids, [.. Enumerable.Repeat(1, 40)]));
            Assert.Equal(Goldens.Integers(golden["greedy"]!["ids"]), runner.Greedy(ids, 16));
        }
    }

    // Random weights lose much in 4 bits (README of the goldens), so the limits only tell a wrong network from a rounded one.
    [Theory, MemberData(nameof(Families))]
    public async Task Convert_FamilyInBlocks_LogitsStayNearPyTorchs(string family)
    {
        string folder = Goldens.Folder("tiny", family);
        int[] ids = Goldens.Integers(Goldens.Json("tiny", family, "goldens.json")["ids"]);
        float[] expected = Goldens.Singles(Path.Combine(folder, "logits.safetensors"), "logits");
        foreach ((WeightFormat format, double limit) in ((WeightFormat, double)[])[(WeightFormat.Int8, 0.05), (WeightFormat.Int4, 0.5)])
        {
            using TemporaryFolder temporary = new();
            ModelPackage package = await Converter.ConvertAsync(
                new() { Source = folder, Destination = temporary["p"], Weights = format, AccuracyLevel = 0 }, null,
                TestContext.Current.CancellationToken);
            using PackageRunner runner = new(package, capacity: 64);
            Assert.InRange(RelativeError(expected, runner.AllLogits(ids, 13, 20, 7)), 0, limit);
        }
    }

    // So the blocks hold what the formula says, and the operators read them so; how good the numbers are is another question.
    [Theory, MemberData(nameof(Families))]
    public async Task Convert_FamilyInBlocks_LogitsEqualThoseOfTheNumbersThatTheBlocksStandFor(string family)
    {
        int[] ids = Goldens.Integers(Goldens.Json("tiny", family, "goldens.json")["ids"]);
        foreach (WeightFormat format in (WeightFormat[])[WeightFormat.Auto, WeightFormat.Int4, WeightFormat.Int8])
        {
            using TemporaryFolder temporary = new();
            ConversionOptions options = new() { Source = Goldens.Folder("tiny", family), Destination = temporary["p"], Weights = format, AccuracyLevel = 0 };
            string dequantized = DequantizedCheckpoint.Write(options.Source, temporary["d"], format, options);
            using PackageRunner blocks = new(await Converter.ConvertAsync(options, null, TestContext.Current.CancellationToken), capacity: 64);
            using PackageRunner numbers = new(await Converter.ConvertAsync(
                new() { Source = dequantized, Destination = temporary["f"], Weights = WeightFormat.Float32 }, null,
                TestContext.Current.CancellationToken), capacity: 64);
            Near(numbers.AllLogits(ids, 13, 20, 7), blocks.AllLogits(ids, 13, 20, 7));
        }
    }

    [Theory, InlineData(0), InlineData(4)]
    public async Task Convert_ToInt4_LosesLessThanRoundingByMinimumAndMaximum(int accuracyLevel)
    {
        float[] expected = Goldens.Singles(Path.Combine(Goldens.Folder("tiny", "nesso-tiny"), "logits.safetensors"), "logits");
        float[] plain = Goldens.Singles(Goldens.Folder("onnx", "nesso-tiny-int4.logits.safetensors"), "logits");
        using TemporaryFolder temporary = new();
        ModelPackage package = await Converter.ConvertAsync(
            new()
            {
                Source = Goldens.Folder("tiny", "nesso-tiny"),
                Destination = temporary["p"],
                Table = WeightFormat.Int8, // as the golden
                AccuracyLevel = accuracyLevel,
            },
            null, TestContext.Current.CancellationToken);
        using PackageRunner runner = new(package);
        int[] ids = Goldens.Integers(Goldens.Json("tiny", "nesso-tiny", "goldens.json")["ids"]);
        Assert.InRange(RelativeError(expected, runner.AllLogits(ids)), 0.01, RelativeError(expected, plain));
    }

    [Fact]
    public async Task Convert_Mistral_WindowIsInDescriptorForEachLayer()
    {
        using TemporaryFolder temporary = new();
        ModelPackage package =
            await Converter.ConvertAsync(new() { Source = Goldens.Folder("tiny", "mistral-tiny"), Destination = temporary["p"] }, null,
                TestContext.Current.CancellationToken);
        Assert.Equal([16, 16], package.Descriptor.Architecture.SlidingWindow);
        Assert.Equal("mistral", package.Descriptor.Architecture.Family);
    }

    [Fact]
    public async Task Convert_Gemma_WindowsAreThoseOfItsLayerTypes()
    {
        using TemporaryFolder temporary = new();
        ModelPackage package =
            await Converter.ConvertAsync(new() { Source = Goldens.Folder("tiny", "gemma3-tiny"), Destination = temporary["p"] }, null,
                TestContext.Current.CancellationToken);
        Assert.Equal([16, 16, 0], package.Descriptor.Architecture.SlidingWindow);
        Assert.True(package.Descriptor.Architecture.Tied); // config.json leaves it out
    }

    [Fact]
    public async Task Hidden_NoRowsKept_ComputesKeysAndValuesOnly()
    {
        string folder = Goldens.Folder("tiny", "nesso-tiny");
        int[] ids = Goldens.Integers(Goldens.Json("tiny", "nesso-tiny", "goldens.json")["ids"]);
        float[] expected = Goldens.Singles(Path.Combine(folder, "logits.safetensors"), "logits");
        using TemporaryFolder temporary = new();
        ModelPackage package =
            await Converter.ConvertAsync(new() { Source = folder, Destination = temporary["p"], Weights = WeightFormat.Float32 }, null,
                TestContext.Current.CancellationToken);
        using PackageRunner runner = new(package);
        Assert.Empty(runner.Hidden(ids.AsSpan(0, 39), keep: 0));
        Near(expected.AsSpan(^384..), runner.Logits(ids.AsSpan(39), keep: 1));
    }

    internal static double RelativeError(float[] expected, float[] actual)
        => Math.Sqrt(expected.Zip(actual, static (a, b) => (double)(a - b) * (a - b)).Sum() / expected.Sum(static a => (double)a * a));

    internal static void Near(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, float tolerance = Tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        float worst = 0;
        for (int i = 0; i < expected.Length; i++) worst = MathF.Max(worst, MathF.Abs(expected[i] - actual[i]));
        Assert.True(worst <= tolerance, $"The largest difference is {worst}, allowed is {tolerance}.");
    }
}
